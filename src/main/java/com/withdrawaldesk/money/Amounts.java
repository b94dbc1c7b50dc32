package com.withdrawaldesk.money;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads and writes amounts in the one currency of this installation. */
@Component
public class Amounts {

    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,15}(\\.\\d{1,2})?");
    private static final Locale NIGERIA = Locale.forLanguageTag("en-NG");

    private final CurrencyUnit currency;

    public Amounts(@Value("${desk.currency:NGN}") String currency) {
        this.currency = CurrencyUnit.of(currency);
    }

    /** True for a plain decimal of at most 15 digits and 2 decimals: no exponent, no sign of plus, no NaN. */
    public static boolean isDecimal(String text) {
        return text != null && DECIMAL.matcher(text).matches();
    }

    /**
     * Parses a plain decimal in major units such as {@code 50000.00}.
     *
     * @throws IllegalArgumentException when {@link #isDecimal} is false
     */
    public Money parse(String text) {
        if (!isDecimal(text)) {
            throw new IllegalArgumentException("not a plain decimal amount");
        }
        return of(new BigDecimal(text));
    }

    /** Money from major units (naira) with at most 2 decimals, as settings give them. */
    public Money of(BigDecimal major) {
        return Money.of(currency, major);
    }

    /** Money from minor units (kobo). */
    public Money ofMinor(long minor) {
        return Money.ofMinor(currency, minor);
    }

    /** Minor units (kobo). */
    public static long minor(Money money) {
        return money.getAmountMinorLong();
    }

    /** The form of the API: {@code 50000.00}. */
    public static String plain(Money money) {
        return money.getAmount().toPlainString();
    }

    /** As {@link #plain(Money)}, from minor units. */
    public String plain(long minor) {
        return plain(ofMinor(minor));
    }

    /** The form for people: {@code ₦50,000.00}. */
    public static String spoken(Money money) {
        DecimalFormat format = new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT));
        String symbol = Currency.getInstance(money.getCurrencyUnit().getCode()).getSymbol(NIGERIA);
        return (money.isNegative() ? "-" : "")
                + symbol
                + format.format(money.getAmount().abs());
    }

    /** As {@link #spoken(Money)}, from minor units. */
    public String spoken(long minor) {
        return spoken(ofMinor(minor));
    }

    /** ISO 4217 code of the installation's currency. */
    public String currency() {
        return currency.getCode();
    }
}
