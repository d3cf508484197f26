// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.ctdhub.format.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * The hub as the manager that it replaces offered itself to programs: the Automation API, so that whatever fed
 * that one feeds the hub. Calls and answers are documented, tolerances are client behaviour.
 */
@RestController
class AutomationApi {

    private static final String PATH = "/webapp";
    private static final MediaType JSON = MediaType.parseMediaType("application/json;charset=utf-8");
    private static final Logger LOG = LoggerFactory.getLogger(AutomationApi.class);

    private final AutomationCalls calls;

    AutomationApi(AutomationCalls calls) {
        this.calls = calls;
    }

    /** Takes every method, because each call is answered in the API's own form. */
    @RequestMapping(
            path = {PATH, PATH + "/**"},
            method = {
                RequestMethod.GET,
                RequestMethod.HEAD,
                RequestMethod.POST,
                RequestMethod.PUT,
                RequestMethod.PATCH,
                RequestMethod.DELETE,
                RequestMethod.OPTIONS,
                RequestMethod.TRACE
            })
    ResponseEntity<byte[]> call(HttpServletRequest http) throws IOException {
        Optional<AutomationResource> resource = AutomationResource.at(http.getRequestURI());
        try {
            AutomationResource found = resource.orElseThrow(
                    () -> new AutomationRefusal(AutomationCode.NO_RESOURCE, "There is no such resource here."));
            if (!found.takes(http.getMethod())) {
                throw new AutomationRefusal(
                        AutomationCode.WRONG_METHOD, "This resource takes " + found.methods() + " only.");
            }
            return answer(HttpStatus.OK.value(), new HttpHeaders(), calls.answer(found, AutomationRequest.of(http)));
        } catch (AutomationRefusal refusal) {
            return refused(refusal, resource, http);
        } catch (RuntimeException broken) {
            LOG.error("A call to the Automation API failed", broken);
            return refused(
                    new AutomationRefusal(AutomationCode.INTERNAL, "The hub failed; its log tells why."),
                    resource,
                    http);
        }
    }

    private static ResponseEntity<byte[]> refused(
            AutomationRefusal refusal, Optional<AutomationResource> resource, HttpServletRequest http) {
        AutomationCode code = refusal.code();
        LOG.warn(
                "A call to the Automation API from {} is refused with {}/{}: {}",
                http.getRemoteAddr(),
                code.status(),
                code.error(),
                refusal.getMessage());
        HttpHeaders headers = new HttpHeaders();
        if (code == AutomationCode.WRONG_METHOD) {
            resource.ifPresent(found -> headers.set(HttpHeaders.ALLOW, found.methods()));
        }
        if (code.status() == HttpStatus.UNAUTHORIZED.value()) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        boolean older = resource.filter(AutomationResource::older).isPresent() && !code.concernsTheCaller();
        return answer(
                code.status(),
                headers,
                older ? AutomationAnswer.olderFailed(refusal) : AutomationAnswer.failed(refusal));
    }

    private static ResponseEntity<byte[]> answer(int status, HttpHeaders headers, JsonNode body) {
        return ResponseEntity.status(status).headers(headers).contentType(JSON).body(StrictJson.write(body));
    }
}
