package com.withdrawaldesk.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.payout.Bank;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Banks by the names that people use, in lists as Paystack, Flutterwave and the desk itself have them. */
class BankNamesTest {

    private static final List<List<String>> LISTS = List.of(
            List.of(
                    "058 Guaranty Trust Bank",
                    "033 United Bank For Africa",
                    "011 First Bank of Nigeria",
                    "214 First City Monument Bank",
                    "044 Access Bank",
                    "063 Access Bank (Diamond)",
                    "999992 OPay Digital Services Limited (OPay)",
                    "50211 Kuda Bank",
                    "50515 Moniepoint MFB",
                    "999991 PalmPay",
                    "057 Zenith Bank",
                    "032 Union Bank of Nigeria",
                    "215 Unity Bank",
                    "221 Stanbic IBTC Bank",
                    "068 Standard Chartered Bank",
                    "035 Wema Bank",
                    "035A ALAT by WEMA",
                    "50743 Access Microfinance Bank",
                    "232 Sterling Bank",
                    "050 Ecobank Nigeria",
                    "302 TAJ Bank"),
            List.of(
                    "058 GTBANK PLC",
                    "033 UNITED BANK FOR AFRICA PLC",
                    "011 FIRST BANK PLC",
                    "214 FCMB",
                    "044 ACCESS BANK",
                    "063 DIAMOND BANK",
                    "999992 PAYCOM(OPAY)",
                    "50211 KUDA MICROFINANCE BANK",
                    "50515 MONIEPOINT MICROFINANCE BANK",
                    "999991 PALMPAY",
                    "057 ZENITH BANK PLC",
                    "032 UNION BANK PLC",
                    "215 UNITY BANK PLC",
                    "221 STANBIC IBTC BANK",
                    "068 STANDARD CHARTERED BANK",
                    "035 WEMA BANK PLC",
                    "035A ALAT BY WEMA",
                    "50743 ACCESS MFB",
                    "232 STERLING BANK PLC",
                    "050 ECOBANK",
                    "302 TAJBANK"));

    @ParameterizedTest
    @CsvSource({
        "GTBank, 058",
        "GTB, 058",
        "gt bank, 058",
        "Guaranty Trust, 058",
        "Guaranty Trust Bank Plc, 058",
        "UBA, 033",
        "U.B.A.,",
        "United Bank for Africa, 033",
        "First Bank, 011",
        "FirstBank, 011",
        "First Bank of Nigeria, 011",
        "FBN, 011",
        "FCMB, 214",
        "First City Monument Bank, 214",
        "Access, 044",
        "Access Bank Plc, 044",
        "Access Microfinance Bank, 50743",
        "OPay, 999992",
        "Opay Digital Services, 999992",
        "Kuda, 50211",
        "Kuda Bank, 50211",
        "Kuda MFB, 50211",
        "Moniepoint, 50515",
        "Palmpay, 999991",
        "Zenith, 057",
        "Union Bank, 032",
        "Unity Bank, 215",
        "Stanbic, 221",
        "Wema, 035",
        "ALAT, 035A",
        "Ecobank, 050",
        "Sterling Bank, 232",
        "TAJBank, 302",
        "Bank,",
        "First,011",
        "The Bank of Nigeria,",
        "Diamnd,"
    })
    void knowsBanksByTheirEverydayNames(String name, String code) {
        for (List<String> listed : LISTS) {
            var list = new Banks.BankList(
                    "fake",
                    null,
                    listed.stream()
                            .map(bank -> new Bank(bank.replaceFirst(" .*", ""), bank.replaceFirst("\\S+ ", "")))
                            .toList());
            assertThat(list.codeOf(name)).as(name).isEqualTo(code);
        }
    }
}
