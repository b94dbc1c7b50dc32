package com.withdrawaldesk.base.rights;

import java.util.Set;

/** The groups that people belong to; what a group may do is decided by its endpoints and in the package {@code desk}. */
public final class Groups {

    public static final String VENDORS = "vendors";
    public static final String CUSTOMERS = "customers";
    public static final String BUSINESS_ADMINS = "businessAdmins";
    public static final String OPERATIONS = "operations";
    public static final String PLATFORM = "platform";
    /** They may read everything and change nothing. */
    public static final String AUDITORS = "auditors";
    /** Camunda's own name for its administrators. */
    public static final String ENGINE_ADMINS = "camunda-admin";
    /** Operaton's name for them. Whoever is in this group is in the other, too, since one database serves both engines. */
    public static final String OPERATON_ADMINS = "operaton-admin";

    /** Every group that means something here. */
    public static final Set<String> ALL =
            Set.of(VENDORS, CUSTOMERS, BUSINESS_ADMINS, OPERATIONS, PLATFORM, AUDITORS, ENGINE_ADMINS);

    private Groups() {}
}
