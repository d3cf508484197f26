// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The scan action that objects of a type and risk get when no person has decided about them. */
@Repository
public class Presets {

    private final JdbcClient jdbc;

    public Presets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Fills what is not preset yet, for every type and risk; what stands is left alone. */
    @Transactional
    public void fill(ScanAction action) {
        for (ObjectType type : ObjectType.values()) {
            String allowed = (action.allowedFor(type) ? action : ScanAction.BLOCK).word();
            jdbc.sql("""
                            insert into preset (type, risk, action, seq)
                            select :type, risk, :action, nextval('change_seq')
                              from generate_series(1, 3) risk, lock_list()
                            on conflict do nothing""").param("type", type.word()).param("action", allowed).update();
        }
    }
}
