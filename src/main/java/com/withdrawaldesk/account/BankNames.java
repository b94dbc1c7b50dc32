package com.withdrawaldesk.account;

import com.withdrawaldesk.base.language.Names;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which people call banks, which no two lists of banks have in the same words. Words that every bank has are left
 * out; those that tell a microfinance bank from a commercial one with the same name are kept.
 */
final class BankNames {

    private static final Set<String> SAY_NOTHING =
            Set.of("bank", "banks", "plc", "ltd", "limited", "nigeria", "nig", "the", "of", "for", "and", "ng");

    /** Each line is one bank, as {@link #key} leaves its names; the first is what stands for all. */
    private static final Map<String, String> SAME = Stream.of(
                    "guaranty trust,gt,gtb,gtco,guarantee trust,guaranty trust holding company",
                    "united africa,uba",
                    "first,fbn",
                    "first city monument,fcmb,first city monument fcmb",
                    "stanbic ibtc,stanbic",
                    "standard chartered,stanchart",
                    "citi,citi group",
                    "opay,opay digital services,opay digital services opay,paycom,paycom opay,opay paycom",
                    "kuda,kuda microfinance",
                    "palmpay,palm pay",
                    "moniepoint,moniepoint microfinance,monie point",
                    "titan trust,titan",
                    "premium trust,premiumtrust",
                    "suntrust,sun trust",
                    "taj,tajbank",
                    "vfd microfinance,vfd,v",
                    "9 payment service,9psb,9 payment services",
                    "fairmoney microfinance,fairmoney",
                    "carbon,carbon microfinance",
                    "sparkle microfinance,sparkle",
                    "rubies microfinance,rubies",
                    "alat wema,alat,alat by wema")
            .map(line -> line.split(","))
            .flatMap(names -> Arrays.stream(names).map(name -> Map.entry(name, names[0])))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private BankNames() {}

    /** The same for all names of a bank; empty when nothing is left of the name. */
    static String key(String name) {
        String telling = Arrays.stream(Names.plain(name).split("[^\\p{L}\\p{N}]+"))
                .map(BankNames::withoutBank)
                .map(word -> word.equals("mfb") ? "microfinance" : word)
                .filter(Predicate.not(SAY_NOTHING::contains))
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.joining(" "));
        return SAME.getOrDefault(telling, telling);
    }

    private static String withoutBank(String word) {
        return word.length() > 5 && word.endsWith("bank") ? word.substring(0, word.length() - 4) : word;
    }

    static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other) || !key(one).isEmpty() && key(one).equals(key(other));
    }
}
