package com.withdrawaldesk.seal;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * A seal over all rows of the audit trail between the seal before and its own last one, see {@code V22__audit_chain.sql}.
 *
 * @param no one for the first
 * @param at microseconds since the year 2000, as PostgreSQL keeps a time
 * @param lastId the highest id that it covers, whether there is a row of it or not
 * @param total rows of all seals up to this one
 * @param entries of each row the id and {@value SealMac#ROW_BYTES} bytes of its MAC
 * @param form how a row was turned into bytes
 * @param mac over everything else and the MAC of the seal before
 */
record Seal(long no, long at, long lastId, int rows, long total, byte[] entries, int form, int keyVersion, byte[] mac) {

    static final int ENTRY_BYTES = Long.BYTES + SealMac.ROW_BYTES;

    /** Times as their bytes, which no setting of a session and no value, infinity included, shows in another way. */
    static final String SELECT =
            "SELECT no, timestamptz_send(at), last_id, row_count, total, entries, form, key_version, mac FROM audit_seal";

    /** What the first seal follows. */
    static final Seal NONE =
            new Seal(0, Long.MIN_VALUE, Long.MIN_VALUE, 0, 0, new byte[0], 0, 0, new byte[SealMac.SEAL_BYTES]);

    static Seal read(ResultSet row, int n) throws SQLException {
        return new Seal(
                row.getLong(1),
                ByteBuffer.wrap(row.getBytes(2)).getLong(),
                row.getLong(3),
                row.getInt(4),
                row.getLong(5),
                row.getBytes(6),
                row.getInt(7),
                row.getInt(8),
                row.getBytes(9));
    }

    /** What tells this seal from any other that could stand in its place. */
    String anchor() {
        return no + "-" + HexFormat.of().formatHex(mac);
    }
}
