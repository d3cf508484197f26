// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import java.util.Optional;
import org.ctdhub.publish.ReportPage;
import org.ctdhub.publish.ReportSheet;
import org.ctdhub.registry.MadeReport;
import org.ctdhub.registry.MadeReports;
import org.ctdhub.registry.ReportPlans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes the reports that were claimed, and mails those that were made. */
@Component("reporter")
public class Reporter {

    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final ReportPlans plans;
    private final MadeReports made;
    private final ReportPage page;
    private final Mailer mailer;

    public Reporter(ReportPlans plans, MadeReports made, ReportPage page, Mailer mailer) {
        this.plans = plans;
        this.made = made;
        this.page = page;
        this.mailer = mailer;
    }

    /** For a route: makes a report that is due; one that can't be made is tried again. */
    public void make(ReportPlans.Claim claim) {
        try {
            made.make(claim);
        } catch (RuntimeException e) {
            LOG.warn("The report {} could not be made: {}", claim.plan().id(), ProductError.text(e));
            plans.failed(claim, ProductError.text(e));
        }
    }

    /** For a route: mails a report; one that isn't taken is tried again. */
    public void mail(MadeReports.Claim claim) {
        try {
            mailer.send(letter(claim.report()));
            made.sent(claim);
        } catch (UnsentException | RuntimeException e) {
            LOG.warn(
                    "The mail with the report {} could not be sent: {}",
                    claim.report().id(),
                    ProductError.text(e));
            made.unsent(claim, ProductError.text(e));
        }
    }

    private Letter letter(MadeReport report) {
        return new Letter(
                report.recipients(),
                page.title(report),
                page.text(report),
                Optional.of(page.html(report)),
                List.of(new Letter.Enclosure(ReportSheet.file(report), "text/csv", ReportSheet.csv(report))));
    }
}
