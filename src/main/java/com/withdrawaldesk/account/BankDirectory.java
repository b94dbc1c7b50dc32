package com.withdrawaldesk.account;

import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.PayoutProperties;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.ProviderUnavailable;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.Assert;

/**
 * What the first configured provider knows of banks and accounts. Whoever asks holds no transaction and waits for a bounded
 * time; a few threads ask, so that a slow provider cannot take those that answer requests.
 */
@Component
class BankDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(BankDirectory.class);
    private static final int AT_ONCE = 8;

    private final Optional<PayoutProvider> provider;
    private final Duration timeout;
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, AT_ONCE, 1, TimeUnit.MINUTES, new SynchronousQueue<>());

    @Autowired
    BankDirectory(List<PayoutProvider> providers, PayoutProperties chosen, DestinationProperties properties) {
        this(
                chosen.provider().stream()
                        .flatMap(name -> providers.stream()
                                .filter(provider -> provider.name().equals(name)))
                        .findFirst(),
                properties.lookUpTimeout());
    }

    BankDirectory(Optional<PayoutProvider> provider, Duration timeout) {
        this.provider = provider;
        this.timeout = timeout;
    }

    /** Empty when people make the transfers, and nobody can be asked. */
    Optional<String> provider() {
        return provider.map(PayoutProvider::name);
    }

    /** @throws ProviderUnavailable also when there is no answer in time */
    List<Bank> banks() {
        return ask(provider.orElseThrow()::banks);
    }

    /**
     * The name the bank keeps the account under; empty when it has no such account.
     *
     * @throws ProviderUnavailable also when there is no answer in time
     */
    Optional<String> accountName(String bankCode, String accountNumber) {
        return ask(() -> provider.orElseThrow().accountName(bankCode, accountNumber));
    }

    private <T> T ask(Callable<T> question) {
        Assert.state(
                !TransactionSynchronizationManager.isActualTransactionActive(), "nobody is asked in a transaction");
        Future<T> answer;
        try {
            answer = threads.submit(question);
        } catch (RejectedExecutionException busy) {
            throw new ProviderUnavailable("too many questions wait for the provider", false, busy);
        }
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new ProviderUnavailable("no answer in " + timeout.toMillis() + " ms", false, late);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ProviderUnavailable("interrupted", false, interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ProviderUnavailable unavailable) {
                throw unavailable;
            }
            // A defect of the adapter must not keep anybody from their money either; its message may quote the account.
            LOG.error(
                    "asking the provider failed: {}",
                    failed.getCause().getClass().getName());
            throw new ProviderUnavailable("the question failed", false, failed.getCause());
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
