package com.withdrawaldesk.base.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

    private static final Locale NIGERIA = Locale.forLanguageTag("en-NG");
    private static final CurrencyUnit NAIRA = CurrencyUnit.of("NGN");

    private final CurrencyUnit currency;
    private final Pattern decimal;

    /** @throws IllegalArgumentException when {@link #supports} says no */
    public Amounts(@Value("${desk.currency:NGN}") String currency) {
        if (!supports(currency)) {
            throw new IllegalArgumentException("desk.currency: " + currency + " is not supported");
        }
        this.currency = CurrencyUnit.of(currency);
        int decimals = this.currency.getDecimalPlaces();
        // Zeros after the point are no more than is there, also where a currency has no decimals.
        this.decimal =
                Pattern.compile("-?\\d{1,15}(\\." + (decimals == 0 ? "0{1,2}" : "\\d{1," + decimals + "}") + ")?");
    }

    /** Whether this is the ISO 4217 code of money, with three decimals at the most: gold and test codes are none. */
    public static boolean supports(String code) {
        return CurrencyUnit.registeredCurrencies().stream()
                .anyMatch(known -> known.getCode().equals(code)
                        && !known.isPseudoCurrency()
                        && known.getDecimalPlaces() <= 3
                        && known.getDecimalPlaces() != 1);
    }

    /** How many decimals an amount has. */
    public int decimals() {
        return currency.getDecimalPlaces();
    }

    /** Whether what Nigerian banks, providers and the state take applies here. */
    public static boolean isNaira(Money money) {
        return money.getCurrencyUnit().equals(NAIRA);
    }

    /** In major units, as decision tables count; what is above one counts as the next. */
    public static long whole(Money money) {
        return money.rounded(0, RoundingMode.CEILING).getAmountMajorLong();
    }

    /** True for a plain decimal of at most 15 digits and the currency's decimals: no exponent, no sign of plus, no NaN. */
    public boolean isDecimal(String text) {
        return text != null && decimal.matcher(text).matches();
    }

    /** True for such a decimal without a sign, above zero, or zero where that is allowed. */
    public boolean isAmount(String text, boolean zeroAllowed) {
        return isDecimal(text)
                && !text.startsWith("-")
                && text.replace(".", "").length() <= 15
                && (zeroAllowed || new BigDecimal(text).signum() > 0);
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

    /** Money from major units (naira) with at most the currency's decimals but for zeros, as settings give them. */
    public Money of(BigDecimal major) {
        return Money.of(currency, major.stripTrailingZeros());
    }

    /** Money from major units, rounded half up to the currency's decimals. */
    public Money rounded(BigDecimal major) {
        return Money.of(currency, major, RoundingMode.HALF_UP);
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
        int decimals = money.getCurrencyUnit().getDecimalPlaces();
        DecimalFormat format = new DecimalFormat(
                decimals == 0 ? "#,##0" : "#,##0." + "0".repeat(decimals),
                DecimalFormatSymbols.getInstance(Locale.ROOT));
        // Fonts lack the narrow space in some of them.
        String symbol = Currency.getInstance(money.getCurrencyUnit().getCode())
                .getSymbol(NIGERIA)
                .replace('\u202f', ' ');
        boolean letters = Character.isLetter(symbol.codePointBefore(symbol.length()));
        return (money.isNegative() ? "-" : "")
                + symbol
                + (letters ? " " : "")
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
