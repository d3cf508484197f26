// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.ctdhub.registry.News;
import org.ctdhub.registry.Parcel;
import org.springframework.stereotype.Component;

/** Sends a parcel of alerts as one letter. */
@Component("mailTeller")
public class MailTeller {

    private final Mailer mailer;

    public MailTeller(Mailer mailer) {
        this.mailer = mailer;
    }

    /** For a route: sends the exchange's parcel. */
    public void send(Exchange exchange) throws UnsentException {
        Parcel parcel = Teller.parcel(exchange);
        mailer.send(new Letter(
                List.of(parcel.address().split(", ")),
                "ctd-hub: " + subject(parcel.news()),
                parcel.news().stream().map(MailTeller::paragraph).collect(Collectors.joining("\n\n", "", "\n")),
                Optional.empty(),
                List.of()));
    }

    private static String subject(List<News> news) {
        String first = title(news.get(0));
        return news.size() == 1 ? first : first + ", and " + (news.size() - 1) + " more";
    }

    private static String title(News news) {
        return news.text("alert") == null
                ? news.text("event")
                : news.text("alert") + " " + news.text("event") + ": " + news.text("subject");
    }

    /** What a product wrote stands on one line, so that it can't pass for the hub's own words. */
    private static String paragraph(News news) {
        return RawText.oneLine(title(news)) + "\n" + news.text("at") + "\n" + RawText.oneLine(news.text("message"));
    }
}
