-- Names are found by what people mean: the same letters, whatever marks, hooks, apostrophes, hyphens and case they are written
-- with. Java's Names.plain does the same to what is searched for.
CREATE FUNCTION plain_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$
SELECT lower(regexp_replace(
    normalize(
        replace(replace(replace(replace(replace(replace(
            translate($1, U&'ɓɗƙƴɠƥƭŋɛɔǝəøłđħŧıɨʉʋɖɣƒɦƁƊƘƳƓƤƬŊƐƆƎƏØŁĐĦŦƗɄƲƉƔƑꞪ-\2010\2011\2012\2013\2014\2015\2212\FE58\FE63\FF0D''\2018\2019\201B\02BC\02BB\02B9\02BE\02BF\02C8`\00B4\2032\05F3\A78C\FF07',
                          'bdkygptneoeeoldhtiiuvdgfhbdkygptneoeeoldhtiuvdgfh           '),
            'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'),
        NFKD),
    U&'[\0300-\036F\0483-\0489\0591-\05BD\0610-\061A\064B-\065F\0670\1AB0-\1AFF\1DC0-\1DFF\20D0-\20FF\FE00-\FE0F\FE20-\FE2F\00AD\200B-\200F\2060-\2064\FEFF]', '', 'g'))
$$;

DROP INDEX withdrawal_words;
CREATE INDEX withdrawal_words ON withdrawal
    USING gin ((' ' || plain_words(reference || ' ' || requester_id || ' ' || requester_name)) gin_trgm_ops);

-- Names are stored composed; those of withdrawals stay as they were requested.
UPDATE wallet SET display_name = normalize(display_name, NFC) WHERE display_name IS NOT NFC NORMALIZED;

-- Accounts of which a bank said that it does not know them and to try again.
CREATE TABLE account_doubt (
    bank_code      text        NOT NULL,
    account_number text        NOT NULL,
    answers        int         NOT NULL CHECK (answers > 0),
    ask_at         timestamptz NOT NULL,
    PRIMARY KEY (bank_code, account_number)
);
