package com.withdrawaldesk.desk;

import java.util.List;

/** The files of {@code plugin-webapp/withdrawal-desk} that Tasklist and Cockpit may load, and nothing else of it. */
final class WebappModules {

    /** One plug-in for both web apps: each draws the parts of {@code plugin.js} that it has a place for. */
    static final String ID = "withdrawal-desk";

    static final List<String> ALLOWED = List.of(
            "app/plugin.js",
            "app/plugin.css",
            "app/desk.js",
            "app/api.js",
            "app/places.js",
            "app/messages-en.js",
            "app/messages-fr.js",
            "app/inbox.js",
            "app/alerts.js",
            "app/looking.js",
            "app/news.js",
            "app/review.js",
            "app/review-bar.js",
            "app/review-state.js",
            "app/search.js",
            "app/withdrawal.js",
            "app/withdrawals.js",
            "app/queue.js",
            "app/queue-table.js",
            "app/bulk.js",
            "app/cockpit.js",
            "app/operations.js",
            "app/attention.js",
            "app/figures.js",
            "app/period.js",
            "app/charts.js",
            "app/chart-options.js");

    private WebappModules() {}
}
