// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import crawlercommons.domains.EffectiveTldFinder;
import crawlercommons.domains.EffectiveTldFinder.EffectiveTLD;

/**
 * The names under which strangers register their own, by the public suffix list that the library carries.
 *
 * <p>The list's private part (hosting platforms such as {@code github.io}) counts as well: nobody shall block all
 * customers of a platform by accident. Who means to do so does it in the product's own policy.
 */
final class PublicSuffix {
    private PublicSuffix() {}

    /** Whether a canonical host name is a public suffix; a top-level domain that the list doesn't know is none. */
    static boolean is(String name) {
        return matches(name) || isParentOfWildcard(name);
    }

    private static boolean matches(String name) {
        return EffectiveTldFinder.getEffectiveTLD(name, false) != null
                && EffectiveTldFinder.getAssignedDomain(name, true, false) == null;
    }

    /** For a rule {@code *.ck} the list holds foo.ck to be a suffix but not ck, whose blocking would block them all. */
    private static boolean isParentOfWildcard(String name) {
        String child = "any." + name;
        EffectiveTLD suffix = EffectiveTldFinder.getEffectiveTLD(child, false);
        return suffix != null && suffix.isWildcard() && child.equals(suffix.getDomain());
    }
}
