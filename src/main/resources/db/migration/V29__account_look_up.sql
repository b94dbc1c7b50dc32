-- How often a user had a bank asked whose account it is, on the last day (UTC) on which that was done.
CREATE TABLE account_look_up (
    user_id text PRIMARY KEY,
    day     date NOT NULL,
    used    int  NOT NULL CHECK (used > 0)
);
