// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Reads every line that is logged in this process, whichever hub logs it. A hub that starts sets logging up anew and throws
 * everybody out who listened; this listener comes back right behind that.
 */
public final class LogWatch implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    /** What the routes under the connectors' kit log, it reads itself; to show that it does, it lets one log a secret. */
    private static final String OF_THE_KIT = "bench.";

    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** Begins to read; answers to where it writes down each line with a secret in it. */
    static Queue<String> watch() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Reader reader = new Reader();
        reader.setContext(context);
        reader.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(reader);
        return FOUND;
    }

    private static final class Reader extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLoggerName().startsWith(OF_THE_KIT)) {
                return;
            }
            String text = event.getFormattedMessage()
                    + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
            Secrets.in(text)
                    .ifPresent(secret -> FOUND.add(
                            event.getLoggerName() + " logged " + secret + " with " + event.getLevel() + ": " + text));
        }
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        watch();
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
