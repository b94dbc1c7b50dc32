package com.withdrawaldesk.account;

import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.payout.Bank;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The banks to choose from. There are few enough for one answer. */
@RestController
@Unlimited("a list in memory")
class BanksController {

    private final Banks banks;

    BanksController(Banks banks) {
        this.banks = banks;
    }

    /**
     * @param asOf when the provider gave the list; null for the one the desk begins with
     */
    record Answer(Instant asOf, List<Bank> results) {}

    @GetMapping("/api/{ownerType:vendor|customer}/banks")
    Answer banks() {
        Banks.BankList list = banks.current();
        return new Answer(list.asOf(), list.banks());
    }
}
