package com.withdrawaldesk.seal;

import com.withdrawaldesk.base.start.VersionedKeys;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the seals over the audit trail.
 *
 * @param keys keys of the MACs by version, each 32 random bytes in Base64. The highest version seals; an older one has to stay
 *     as long as what it sealed is to be verified
 * @param sealEvery how long the sealer rests in between
 */
@ConfigurationProperties("desk.audit")
record AuditProperties(
        Map<Integer, String> keys, @DefaultValue("10s") Duration sealEvery) {

    AuditProperties {
        VersionedKeys.read("desk.audit.keys", keys, SealMac.ALGORITHM);
    }

    SealMac mac() {
        return new SealMac(VersionedKeys.read("desk.audit.keys", keys, SealMac.ALGORITHM));
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "AuditProperties[key versions " + keys.keySet() + ", every " + sealEvery + "]";
    }
}
