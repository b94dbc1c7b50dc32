package com.withdrawaldesk.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Stuck;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The list of what is open of the engine's REST API leaves the web apps whole: their pages and tabs ask for nothing else. */
@DeskTest
class EngineDoorBrowserTest {

    /** Keeps what the pages call, over all pages of the browser's tab. */
    private static final String RECORD = """
            const keep = (method, url, status) => {
              const path = new URL(url, location).pathname;
              if (path.startsWith('/camunda/api/') && (status >= 500 || status === 403 || status === 404)) {
                localStorage.refused = (localStorage.refused || '') + `${status} ${method} ${path}\\n`;
              }
              if (path.startsWith('/camunda/api/')) {
                localStorage.asked = Number(localStorage.asked || 0) + 1;
              }
            };
            const open = XMLHttpRequest.prototype.open;
            XMLHttpRequest.prototype.open = function(method, url, ...more) {
              this.addEventListener('loadend', () => keep(method, url, this.status));
              return open.call(this, method, url, ...more);
            };
            const ask = window.fetch;
            window.fetch = async (what, how = {}) => {
              const answer = await ask(what, how);
              keep(how.method || 'GET', what.url || what, answer.status);
              return answer;
            };""";

    /**
     * What the pages ask for and the engine itself refuses, and what they show without it: no counts by group to who may not read
     * all tasks, and no comments to who may not read the engine's history, which admins of the business have no part in.
     */
    private static final Set<String> IN_VAIN = Set.of(
            "403 GET /camunda/api/engine/engine/default/task/report/candidate-group-count",
            "404 GET /camunda/api/engine/engine/default/task/{uuid}/comment",
            // Asked by a page that is left meanwhile; the door itself would answer 403.
            "404 POST /camunda/api/engine/engine/default/task/count");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Stuck stuck;

    @AfterEach
    void tidyUp() {
        stuck.forget();
    }

    @Test
    void leavesTasklistCockpitAndAdminWhole() throws Exception {
        Withdrawal inReview = given.requested(given.vendor("90000.00"), "20000.00");
        Withdrawal failed = given.approved(given.vendor("90000.00"), "20000.00");
        stuck.incident(failed);
        var refused = new TreeSet<String>();
        refused.addAll(visit("admin1", "tasklist", List.of("/withdrawals", "/withdrawal?id=" + inReview.id())));
        refused.addAll(visit(
                "operator1",
                "cockpit",
                List.of(
                        "/dashboard",
                        "/processes",
                        "/decisions",
                        "/tasks",
                        "/repository",
                        "/batch",
                        "/withdrawals",
                        "/process-instance/" + failed.processInstanceId(),
                        "/process-instance/" + inReview.processInstanceId() + "/runtime?tab=variables-tab")));
        refused.addAll(visit(
                "engineadmin",
                "admin",
                List.of(
                        "/users",
                        "/users/admin1?tab=profile",
                        "/users/admin1?tab=groups",
                        "/groups",
                        "/groups/businessAdmins?tab=information",
                        "/groups/businessAdmins?tab=users",
                        "/authorization?resource=0",
                        "/system?section=system-settings-general",
                        "/system?section=system-settings-metrics")));

        assertThat(refused).isSubsetOf(IN_VAIN);
    }

    /** Opens each of these pages of an app and each of its tabs. Returns what was refused. */
    private List<String> visit(String user, String app, List<String> pages) throws Exception {
        String start = http.url("/camunda/app/" + app + "/default/").toString();
        try (var browser = new Browser()) {
            browser.login(start, user);
            browser.beforeEachPage(RECORD);
            for (String page : pages) {
                browser.open("about:blank");
                browser.open(start + "#" + page);
                browser.awaitQuiet();
                String tabs = "[...document.querySelectorAll('.nav-tabs a, .sidebar-nav a')]";
                long count = (Long) browser.run("return " + tabs + ".length");
                for (int tab = 0; tab < count; tab++) {
                    browser.run(tabs + "[" + tab + "]?.click()");
                    browser.awaitQuiet();
                }
                browser.picture("door-" + app + page.replaceAll("\\W+", "-"));
            }
            assertThat((Long) browser.run("return Number(localStorage.asked)")).isGreaterThan(pages.size());
            String refused = (String) browser.run("return localStorage.refused || ''");
            return refused.lines()
                    .map(line -> line.replaceAll("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}", "{uuid}"))
                    .distinct()
                    .toList();
        }
    }
}
