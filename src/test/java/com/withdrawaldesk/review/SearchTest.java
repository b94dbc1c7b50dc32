package com.withdrawaldesk.review;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.support.TransactionTemplate;

/** What the one search box of the admins finds. */
@DeskTest
class SearchTest {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    WithdrawalRequests requests;

    @Autowired
    Amounts amounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Test
    void findsByReferenceRequesterAndEndOfTheAccount() {
        String vendor = given.vendor("50000.00");
        var account = new BankAccount("GTBank", "058", "0000009417", "Tech Store Ltd");
        Withdrawal wanted = transaction.execute(
                tx -> requests.request(vendor, OwnerType.VENDOR, amounts.parse("10000.00"), account, vendor));
        given.requested(given.vendor("50000.00"), "10000.00");

        for (String words : List.of(
                wanted.reference(),
                wanted.reference().toLowerCase(),
                wanted.reference().substring(0, 14),
                vendor,
                vendor.toUpperCase(),
                "Shop of " + vendor,
                "of " + vendor)) {
            assertThat(found(words)).as(words).containsExactly(wanted.reference());
        }
        assertThat(found("9417")).contains(wanted.reference());
        assertThat(found("941")).doesNotContain(wanted.reference());
        assertThat(found("0000009417")).isEmpty();
    }

    /** The requester's name is the wallet's, as the marketplace sent it. */
    @ParameterizedTest
    @CsvSource({
        "Adébáyọ̀ Ọláníyì, Adebayo, olaniyi, Ọlaniyi",
        "Chukwụemeka Ọkọnkwọ, Okonkwo, chukwuemeka, Ọkọnkwọ",
        "Ƙasim Ɗanjuma Ɓello, Danjuma, Ɓello, kasim",
        "Siobhan O’Neil, O'Neil, oneil, O`Neil",
        "Ada\u2019s Ade-Williams, Ada's, Williams, ADE WILLIAMS"
    })
    void findsNamesByWhatIsMeant(String name, String one, String two, String three) {
        String vendor = given.vendor("50000.00");
        jdbc.sql("UPDATE wallet SET display_name = ? WHERE owner_id = ?")
                .params(Normalizer.normalize(name, Normalizer.Form.NFD) + " " + vendor, vendor)
                .update();
        Withdrawal wanted = given.requested(vendor, "10000.00");

        for (String words : List.of(one, two, three, name, Normalizer.normalize(name, Normalizer.Form.NFC))) {
            assertThat(found(words)).as(words).contains(wanted.reference());
        }
        assertThat(found("'")).isEmpty();
        assertThat(found("\u0301")).isEmpty();
    }

    @Test
    void takesNothingForAPattern() {
        given.requested(given.vendor("50000.00"), "10000.00");

        assertThat(found("%")).isEmpty();
        assertThat(found("WTH_")).isEmpty();
        assertThat(found("WTH-\\")).isEmpty();
        assertThat(found("' OR 1=1")).isEmpty();
    }

    /** Few rows are read in order or all at once, whatever there is; where neither is possible, an index must fit. */
    @Test
    void readsNoMoreThanItFinds() {
        var request = new MockHttpServletRequest();
        request.addParameter("search", "tech store");

        String plan = transaction.execute(tx -> {
            jdbc.sql("SET LOCAL enable_seqscan = off").update();
            var filters = new Filters(new ListQuery(request, "search"), amounts)
                    .add(WithdrawalListController.FOUND, "search", "tech store");
            return String.join(
                    "\n",
                    filters.select(jdbc, "EXPLAIN SELECT * FROM withdrawal", "(seq + 0)")
                            .query(String.class)
                            .list());
        });

        assertThat(plan).contains("BitmapOr", "on withdrawal_words", "on withdrawal_account_end");
    }

    private List<String> found(String words) {
        String query = URLEncoder.encode(words, StandardCharsets.UTF_8);
        return assertStatus(http.get("admin1", "/api/admin/finance/list-withdrawals/?search=" + query), 200)
                .body()
                .path("results")
                .valueStream()
                .map(one -> one.path("reference").asText())
                .toList();
    }
}
