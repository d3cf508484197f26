// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.ProductVersion;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /lab}: where everything is, for people and tests that come from outside. */
@RestController
class LabPage {

    private final JdbcClient jdbc;
    private final RegisteredProducts registered;
    private volatile Tenants tenants;
    private volatile boolean allWorked;

    LabPage(JdbcClient jdbc, RegisteredProducts registered) {
        this.jdbc = jdbc;
        this.registered = registered;
    }

    /** Who lives in this lab. */
    record Tenants(
            String serviceUrl,
            String distributionApiKey,
            LabAccess access,
            String listToken,
            List<LabProduct> products,
            List<LabEdge> edges) {}

    /**
     * One line of the answer.
     *
     * @param refuses the types that the hub doesn't send it, each with the reason
     */
    record Line(
            String name,
            String connector,
            String version,
            String role,
            String url,
            String state,
            Map<String, String> refuses,
            boolean healthy) {}

    void open(Tenants all) {
        tenants = all;
    }

    @GetMapping("/lab")
    ResponseEntity<?> lab() {
        Tenants all = tenants;
        if (all == null) {
            return ResponseEntity.status(503).body(Map.of("state", "starting"));
        }
        List<Line> lines = lines(jdbc, registered, all.products());
        allWorked |= lines.stream().allMatch(Line::healthy);
        Map<String, Object> answer = new TreeMap<>(all.access().told(all.serviceUrl()));
        answer.put("serviceUrl", all.serviceUrl());
        answer.put("distributionApiKey", all.distributionApiKey());
        answer.put("products", lines);
        answer.put("lists", lists(all));
        answer.put("edges", all.edges().stream().map(LabEdge::told).toList());
        return ResponseEntity.status(allWorked ? 200 : 503).body(answer);
    }

    /** Each file of a published list; the token is a bearer token, or the password of any name. */
    private List<Map<String, String>> lists(Tenants all) {
        return registered.find("edl-lab").orElseThrow().files().stream()
                .map(file -> Map.of(
                        "name", file.name(),
                        "url", all.serviceUrl() + "/lists/edl-lab/" + file.name(),
                        "token", all.listToken()))
                .toList();
    }

    /** How the products of a hub stand, whose registry this is. */
    static List<Line> lines(JdbcClient jdbc, RegisteredProducts registered, List<LabProduct> products) {
        return products.stream()
                .map(each -> line(registered.find(each.name()).orElseThrow(), each, isHealthy(jdbc, each)))
                .toList();
    }

    private static Line line(Product product, LabProduct simulated, boolean healthy) {
        String url = simulated.simulator().url().toString();
        Map<String, String> refuses = new TreeMap<>();
        for (ObjectType type : ObjectType.values()) {
            product.refusal(type).ifPresent(reason -> refuses.put(type.word(), reason));
        }
        return new Line(
                product.name(),
                simulated.connector(),
                product.version().map(ProductVersion::toString).orElse(null),
                simulated.role(),
                url,
                url + "/lab/state",
                refuses,
                healthy);
    }

    /** The hub's last exchange with it went well, and the product itself sees no trouble. */
    private static boolean isHealthy(JdbcClient jdbc, LabProduct product) {
        return product.trouble().get().isEmpty()
                && jdbc.sql("""
                                select coalesce(bool_and(good), false) from (
                                    select last_success_at is not null and last_error is null as good
                                      from product where name = :name and collect_every is not null
                                    union all
                                    select heard_at is not null
                                      from product where name = :name and collect_every is null
                                       and not exists (select from reader r where r.product_id = product.id)
                                    union all
                                    select r.last_success_at is not null and r.last_error is null
                                      from reader r join product p on p.id = r.product_id where p.name = :name) x""")
                        .param("name", product.name())
                        .query(Boolean.class)
                        .single();
    }
}
