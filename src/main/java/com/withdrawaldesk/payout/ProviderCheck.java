package com.withdrawaldesk.payout;

import com.withdrawaldesk.base.start.StartRefused;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Asks each provider at start whether it takes our key. One that cannot be reached may be back when it is needed. */
@Component
class ProviderCheck implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderCheck.class);

    private final List<PayoutProvider> providers;

    ProviderCheck(List<PayoutProvider> providers) {
        this.providers = providers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (PayoutProvider provider : providers) {
            try {
                provider.balance();
            } catch (ProviderUnavailable unavailable) {
                if (unavailable.misconfigured()) {
                    throw new StartRefused(
                            "The desk does not start because the payout provider %s refuses it (%s). Put its settings right, see docs/operate/providers.md, or take it out of DESK_PAYOUT_PROVIDER."
                                    .formatted(provider.name(), unavailable.getMessage()));
                }
                LOG.warn("payout provider {} gave no balance at start: {}", provider.name(), unavailable.getMessage());
            }
        }
    }
}
