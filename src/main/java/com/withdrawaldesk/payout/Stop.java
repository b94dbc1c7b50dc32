package com.withdrawaldesk.payout;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;

/** Why a payout must not leave at this moment, though nothing is wrong with it. What waits goes on by itself afterwards. */
public enum Stop {
    WALLET_FROZEN(Code.WALLET_FROZEN, "The wallet is frozen."),
    PAYOUTS_PAUSED(Code.PAYOUTS_PAUSED, "Payouts are paused.");

    private final Code code;
    private final String sentence;

    Stop(Code code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /** For staff. */
    public String sentence() {
        return sentence;
    }

    /** @param otherwise what does not happen because of it, or what to do instead; a sentence */
    public Refusal refusal(String otherwise) {
        return new Refusal(code, sentence + " " + otherwise);
    }
}
