package com.withdrawaldesk.account;

import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.NotFoundForNow;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallet;
import com.withdrawaldesk.wallet.Wallets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Checks the accounts that owners give. It may wait for the bank, so it is asked before any transaction begins. */
@Component
public class Destinations {

    private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
    private static final int LONGEST_NAME = 200;

    private final Banks banks;
    private final BankDirectory directory;
    private final LookUps lookUps;
    private final Wallets wallets;
    private final DestinationProperties properties;
    private final Clock clock;

    Destinations(
            Banks banks,
            BankDirectory directory,
            LookUps lookUps,
            Wallets wallets,
            DestinationProperties properties,
            Clock clock) {
        this.banks = banks;
        this.directory = directory;
        this.lookUps = lookUps;
        this.wallets = wallets;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * The account with its bank's code, where that can be told from the bank's name, and with what the bank says of it, where
     * it answers.
     *
     * @throws Refusal {@code bank_unknown} or {@code bank_code_required} when the provider's list does not have the bank,
     *     {@code account_not_found} when the bank does not have the account, {@code too_many_requests} when this owner has
     *     asked for enough names today
     */
    @Transactional(propagation = Propagation.NEVER)
    public BankAccount check(BankAccount given, String ownerId, OwnerType type) {
        BankAccount account = requireBank(given);
        String owner = wallets.find(ownerId, type).map(Wallet::displayName).orElse(account.accountName());
        Optional<NameCheck> check;
        try {
            check = canLookUp(account.bankCode())
                    ? lookUps.ask(
                            new LookUps.Question(ownerId, owner, account.bankCode(), account.accountNumber()),
                            () -> lookUp(account.bankCode(), account.accountNumber(), owner))
                    : Optional.empty();
        } catch (NotFoundForNow doubt) {
            // Nothing is remembered of it: whoever tries again has the bank asked again.
            throw new Refusal(
                    Code.ACCOUNT_NOT_FOUND,
                    "The bank did not find an account with this number just now. Compare the number and the bank, or try"
                            + " again in a few minutes.");
        }
        if (check.filter(NameCheck::noSuchAccount).isPresent()) {
            throw noSuchAccount();
        }
        return account.with(check.orElse(null));
    }

    /**
     * Compares an account, of which anything may be null, with the saved one. Names are those of banks and people, not letters.
     *
     * @throws Refusal {@code payment_settings_differ}
     */
    public void requireSame(BankAccount saved, BankAccount given) {
        boolean differs = given.accountNumber() != null
                        && !given.accountNumber().equals(saved.accountNumber())
                || given.bankCode() != null
                        && saved.bankCode() != null
                        && !given.bankCode().equals(saved.bankCode())
                || given.bankName() != null && !isBank(saved, given.bankName())
                || given.accountName() != null
                        && NameMatch.score(given.accountName(), saved.accountName()) < properties.nameMatchWarning();
        if (differs) {
            throw new Refusal(
                    Code.PAYMENT_SETTINGS_DIFFER,
                    "Your payment settings have another account than this request, " + saved
                            + ". Leave the bank out, or" + " change your payment settings first.");
        }
    }

    private boolean isBank(BankAccount saved, String name) {
        return BankNames.same(saved.bankName(), name)
                || saved.bankCode() != null
                        && saved.bankCode().equals(banks.known().codeOf(name));
    }

    private BankAccount requireBank(BankAccount given) {
        Banks.BankList list = banks.current();
        String code = given.bankCode() == null ? list.codeOf(given.bankName()) : given.bankCode();
        if (banks.isOfProvider(list)) {
            if (code == null) {
                throw new Refusal(
                        Code.BANK_CODE_REQUIRED,
                        "The bank cannot be told from its name. Send its bank_code, from the list of banks.");
            }
            if (list.find(code).isEmpty()) {
                throw new Refusal(Code.BANK_UNKNOWN, "No bank has this bank_code. Take it from the list of banks.");
            }
        }
        return given.withBankCode(code);
    }

    static Refusal noSuchAccount() {
        return new Refusal(
                Code.ACCOUNT_NOT_FOUND, "The bank has no account with this number. Compare the number and the bank.");
    }

    /** Whether there is anybody to ask. */
    boolean canLookUp() {
        return directory.provider().isPresent();
    }

    private boolean canLookUp(String bankCode) {
        return bankCode != null && canLookUp();
    }

    /**
     * Asks the bank whose account it is; empty when nobody can be asked or there is no answer now.
     *
     * @throws NotFoundForNow when the bank does not know the account, and its own words say to try again
     */
    Optional<NameCheck> lookUp(String bankCode, String accountNumber, String owner) {
        if (!canLookUp(bankCode)) {
            return Optional.empty();
        }
        try {
            String name = directory
                    .accountName(bankCode, accountNumber)
                    .map(found -> Names.clean(found.replaceAll("\\p{Cntrl}", " ")))
                    .filter(Names::canBeSeen)
                    .map(found -> found.substring(0, Math.min(found.length(), LONGEST_NAME)))
                    .orElse(null);
            return Optional.of(new NameCheck(name, clock.instant(), name == null ? 0 : NameMatch.score(name, owner)));
        } catch (NotFoundForNow doubt) {
            throw doubt;
        } catch (ProviderUnavailable unavailable) {
            LOG.info("an account stays unverified for now: {}", unavailable.getMessage());
            return Optional.empty();
        }
    }

    /** What its owner should look at again, as sentences; null when there is nothing. */
    public List<String> warnings(BankAccount account) {
        var warnings = new ArrayList<String>();
        if (!Nuban.fits(account.bankCode(), account.accountNumber())) {
            warnings.add(
                    "The check digit of the account number does not fit the bank. Compare the number and the bank.");
        }
        listedName(account.bankCode(), account.bankName())
                .ifPresent(name -> warnings.add("Bank code " + account.bankCode() + " is " + name + "."));
        NameCheck check = account.nameCheck();
        if (check != null && check.noSuchAccount()) {
            warnings.add("The bank has no account with this number.");
        } else if (check != null && check.nameMatch() < properties.nameMatchWarning()) {
            warnings.add("The bank keeps this account under a name that is not like yours.");
        }
        return warnings.isEmpty() ? null : warnings;
    }

    /** The name that the list gives this bank; empty when it is the one given here, or when the list does not have the bank. */
    Optional<String> listedName(String bankCode, String bankName) {
        return banks.known().find(bankCode).map(Bank::name).filter(name -> !BankNames.same(name, bankName));
    }
}
