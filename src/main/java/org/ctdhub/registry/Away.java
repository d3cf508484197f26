// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells that the registry can't be reached just now, or has no room, from what is wrong with a call. */
public final class Away {

    private Away() {}

    /** Whether the same may go well in a while; looks through the causes, too. */
    public static boolean is(Throwable failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof TransientDataAccessException
                || failure instanceof CannotCreateTransactionException
                || failure instanceof TransactionSystemException
                || (failure != null && is(failure.getCause()));
    }
}
