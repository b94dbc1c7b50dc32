package com.withdrawaldesk.run;

import org.joda.money.Money;

/** Says what a vendor is charged for a withdrawal, so that a dry run can show it. Nothing is charged where nobody says so. */
public interface RunFees {

    /** The fee on a withdrawal of this amount, in the same currency; zero when it is free. */
    Money on(Money amount);
}
