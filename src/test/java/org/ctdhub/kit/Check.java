// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import org.ctdhub.connector.Connector;

/** Everything that a connector has to prove. Its author writes none of it: the folder is all that a check is given. */
@SuppressWarnings("ImmutableEnumChecker") // each holds a method without state
enum Check {
    FOLDER("its folder is complete and small", SmallFolder::check),
    ROUTES("its routes keep the laws", TemplateLaws::check),
    CASES("its cases come out as they say", Stories::once),
    TWICE("the same delivery twice has its effect once", Stories::twice),
    REFUSALS("no declared no reaches the product, each is told with its reason, and all else arrives", Refusals::check),
    LIMITS("over its limit it gets exactly the limit", Limits::check),
    ECHO("it keeps nothing alive that it has from the hub", Echo::check),
    FAULTS("no_fault_is_taken_for_success_and_no_secret_gets_out", Faults::check),
    LOG_LINES("what it answers makes no log line of its own", LogLines::check),
    CONNECTION("its connection test tells the right key, a wrong key and nobody apart", ConnectionCheck::check),
    HOSTILE_VALUES("hostile values arrive as they are, or are refused and hold up nothing", HostileValues::check),
    HOSTILE_FILES("hostile values come back from its files", HostileFiles::check),
    BROKEN_LISTS("no broken answer is taken for all that it holds", BrokenLists::check),
    LIST_FILES("each list file has a case, and is never empty", ListFiles::complete),
    HOSTILE_LISTS("hostile values stand in list files as they are, or not at all", ListFiles::hostileValues);

    private final String sentence;
    private final Proof proof;

    /** Throws an AssertionError that says what is wrong and what to do. */
    interface Proof {
        void of(Connector connector) throws Exception;
    }

    Check(String sentence, Proof proof) {
        this.sentence = sentence;
        this.proof = proof;
    }

    void prove(Connector connector) throws Exception {
        proof.of(connector);
    }

    String sentence() {
        return sentence;
    }
}
