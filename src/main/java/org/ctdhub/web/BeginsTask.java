// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.ctdhub.registry.Effect;
import org.ctdhub.registry.Task;

/** Marks a call that begins a task, or tells with {@code dryRun} what it would do: both answers stand in the document. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(
        responseCode = "200",
        description = "The task, which is done; or with dryRun what it would do.",
        content = @Content(schema = @Schema(oneOf = {Task.class, Effect.class})))
@ApiResponse(
        responseCode = "202",
        description = "The task, which goes on; its address stands in Location.",
        content = @Content(schema = @Schema(implementation = Task.class)))
@interface BeginsTask {}
