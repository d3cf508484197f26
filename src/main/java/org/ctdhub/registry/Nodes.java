// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The processes that are one hub. Each connection of a process bears its id, so that a claim tells whose it is. */
@Repository("nodes")
public class Nodes implements DisposableBean {

    private final JdbcClient jdbc;

    public Nodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Says that this process lives, and frees the work of those that were not heard for ten seconds. */
    public void live() {
        jdbc.sql("select live()").query(row -> {});
    }

    /** An orderly stop: what this process had in hand is free at once. */
    @Override
    public void destroy() {
        jdbc.sql("select leave()").query(row -> {});
    }
}
