// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A way to the database that breaks at the call of which it is told, before or after the database carried it out. A connection
 * that broke stays so, and what was not committed on it is gone. Only calls of the thread that asked for it count.
 */
final class BreakingDataSource extends DelegatingDataSource {

    private static final String CONNECTION_FAILURE = "08006";

    /** When it breaks. */
    enum When {
        /** The database never hears of the call. */
        BEFORE,
        /** The database carried it out, and the answer is lost. */
        AFTER
    }

    private volatile Countdown countdown;
    private volatile String outside;
    private volatile boolean away;

    BreakingDataSource(DataSource real) {
        super(real);
    }

    private static final class Countdown {
        private final Thread thread = Thread.currentThread();
        private final When when;
        private int left;

        Countdown(int call, When when) {
            this.left = call;
            this.when = when;
        }

        /** Whether this call is the one. */
        boolean isOver() {
            return thread == Thread.currentThread() && --left == 0;
        }
    }

    /** Has it break at this thread's call of this number, from 1. */
    void breakAt(int call, When when) {
        countdown = new Countdown(call, when);
    }

    /** It breaks no more; answers whether it had broken. */
    boolean heal() {
        boolean broke = countdown.left <= 0;
        countdown = null;
        return broke;
    }

    /** For a planted fault: a statement with this text in it stands by itself, whatever becomes of its transaction. */
    void runOutsideOfItsTransaction(String text) {
        outside = text;
    }

    /** Whether nobody gets through at all, on any thread. */
    void isAway(boolean now) {
        away = now;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("Nobody gets through, as the test wants it.", CONNECTION_FAILURE);
        }
        return new Fragile(super.getConnection()).connection();
    }

    /** One connection of the pool, from being taken to being given back. */
    private final class Fragile {

        private final Connection real;
        private boolean broken;

        Fragile(Connection real) {
            this.real = real;
        }

        Connection connection() {
            return proxy(Connection.class, (proxy, method, args) -> switch (method.getName()) {
                case "commit" -> call(real, method, args);
                case "rollback", "setAutoCommit" -> { // which would commit
                    refuseIfBroken();
                    yield invoke(real, method, args);
                }
                case "close" -> {
                    giveBack();
                    yield null;
                }
                case "createStatement" -> statement(Statement.class, invoke(real, method, args));
                case "prepareStatement" -> prepared(method, args);
                default -> invoke(real, method, args);
            });
        }

        private Object prepared(Method method, Object[] args) throws Throwable {
            if (outside != null && args[0].toString().contains(outside)) {
                Connection other = getTargetDataSource().getConnection();
                Object statement = invoke(other, method, args);
                return proxy(PreparedStatement.class, (proxy, called, with) -> {
                    Object answer = called.getName().startsWith("execute")
                            ? call(statement, called, with)
                            : invoke(statement, called, with);
                    if (called.getName().equals("close")) {
                        other.close();
                    }
                    return answer;
                });
            }
            return statement(PreparedStatement.class, invoke(real, method, args));
        }

        private Object statement(Class<? extends Statement> type, Object statement) {
            return proxy(
                    type,
                    (proxy, method, args) -> method.getName().startsWith("execute")
                            ? call(statement, method, args)
                            : invoke(statement, method, args));
        }

        /** A call that goes to the database. */
        private Object call(Object on, Method method, Object[] args) throws Throwable {
            refuseIfBroken();
            Countdown counting = countdown;
            boolean breaks = counting != null && counting.isOver();
            if (breaks && counting.when == When.BEFORE) {
                throw broken();
            }
            Object answer = invoke(on, method, args);
            if (breaks) {
                throw broken();
            }
            return answer;
        }

        private void refuseIfBroken() throws SQLException {
            if (broken) {
                throw broken();
            }
        }

        private SQLException broken() {
            broken = true;
            return new SQLException("The connection broke, as the test wants it.", CONNECTION_FAILURE);
        }

        private void giveBack() throws SQLException {
            if (broken && !real.getAutoCommit()) {
                real.rollback();
            }
            real.close();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Object on, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(on, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
