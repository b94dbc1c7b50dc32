package com.withdrawaldesk.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestComponent;

/** Counts the statements that requests send to the database; a batch is one, and what happens after the answer is not counted. */
@TestComponent
public class Statements implements BeanPostProcessor, QueryExecutionListener {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final LockOrder lockOrder = new LockOrder();
    private volatile boolean counting;

    /** The statements of the requests that this work makes. */
    public List<String> during(Runnable work) {
        seen.clear();
        counting = true;
        try {
            work.run();
        } finally {
            counting = false;
        }
        return new ArrayList<>(seen);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource && name.equals("dataSource")
                ? ProxyDataSourceBuilder.create(dataSource)
                        .listener(this)
                        .listener(lockOrder)
                        .methodListener(lockOrder)
                        .listener(new Calls.Held())
                        .build()
                : bean;
    }

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        // Counted once it was sent.
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        if (counting && Thread.currentThread().getName().startsWith("http-")) {
            seen.add(queries.get(0).getQuery().strip().replaceAll("\\s+", " "));
        }
    }
}
