// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the Automation API has, at which plain paths, with which methods. */
enum AutomationResource {
    USER_DEFINED(false, "GET, PUT, DELETE", "/webapp/api/(v1/)?suspiciousobjects/userdefinedso"),
    FILE(true, "PUT", "/webapp/api/suspiciousobjectresource/fileudso"),
    SERVERS(true, "GET", "/webapp/api/serverresource/productservers");

    private final boolean older;
    private final String methods;
    private final Pattern path;

    AutomationResource(boolean older, String methods, String path) {
        this.older = older;
        this.methods = methods;
        this.path = Pattern.compile(path);
    }

    /** Whether it answers in the older form, with a result code. */
    boolean older() {
        return older;
    }

    /** The methods that it takes, with commas between. */
    String methods() {
        return methods;
    }

    boolean takes(String method) {
        return Arrays.asList(methods.split(", ", -1)).contains(method);
    }

    /** The resource at this path, as {@link ProductPaths} makes it plain. */
    static Optional<AutomationResource> at(String path) {
        return Arrays.stream(values())
                .filter(resource -> resource.path.matcher(path).matches())
                .findFirst();
    }
}
