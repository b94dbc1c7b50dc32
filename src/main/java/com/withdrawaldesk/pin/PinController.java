package com.withdrawaldesk.pin;

import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Text;
import jakarta.validation.Valid;
import java.security.Principal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PinController {

    private final PaymentPins pins;

    PinController(PaymentPins pins) {
        this.pins = pins;
    }

    @PostMapping({"/api/vendor/set-payment-pin", "/api/customer/set-payment-pin"})
    @Limited({Limit.PIN, Limit.SETTINGS})
    Done set(@Valid @RequestBody NewPin request, Principal user) {
        boolean change = pins.isSet(user.getName());
        pins.set(user.getName(), request.pin, request.oldPin);
        return new Done(true, change ? "Your payment PIN is changed." : "Your payment PIN is set.");
    }

    @PostMapping("/api/admin/payment-pins/{user}/reset")
    @Limited(Limit.MAILS)
    Done reset(@PathVariable String user, @Valid @RequestBody Reset request) {
        pins.reset(user, request.reason);
        return new Done(true, "The payment PIN is reset. The user has to set a new one.");
    }

    record NewPin(@Pin String pin, @Pin(required = false) String oldPin) {

        /** Without the PINs, which must not reach a log. */
        @Override
        public String toString() {
            return "NewPin";
        }
    }

    record Reset(
            @Text(max = 500, required = true, lines = true) String reason) {}

    record Done(boolean success, String message) {}
}
