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

/** Counts the statements that are sent to the database; a batch is one. */
@TestComponent
public class Statements implements BeanPostProcessor, QueryExecutionListener {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile boolean counting;

    /** The statements that this work sends, from whatever thread. */
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
                ? ProxyDataSourceBuilder.create(dataSource).listener(this).build()
                : bean;
    }

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        // Counted once it was sent.
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        if (counting) {
            seen.add(queries.get(0).getQuery().strip().replaceAll("\\s+", " "));
        }
    }
}
