package com.withdrawaldesk.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as banks and people write them. Reviewers are warned below 70. */
class NameMatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The same, written in another way.
                "Chinedu Okafor | CHINEDU OKAFOR | 100",
                "Chinedu Okafor | OKAFOR, CHINEDU | 100",
                "Ṣadé Adéṣínà | SADE ADESINA | 100",
                "Ọlájídé Ògúnbíyí | ogunbiyi olajide | 100",
                "Mrs. Ngozi Eze | EZE NGOZI | 100",
                "Alhaji Musa Ibrahim | MUSA IBRAHIM | 100",
                "Tech Store | TECH STORE LTD | 100",
                "Tech Store | TECHSTORE NIGERIA LIMITED | 100",
                "Funmi Adeola-Bello | ADEOLA BELLO FUNMI | 100",
                "Kemi O'Brien | OBRIEN KEMI | 100",
                "Ɗan Ɓala | DAN BALA | 100",
                "Ƙasim Ɗanjuma Ɓello | KASIM DANJUMA BELLO | 100",
                "Tunde Ade-Williams | ADEWILLIAMS TUNDE | 100",
                "Mary Ann Obi | MARYANN OBI | 100",
                "Siobhan O’Neil | O'NEIL SIOBHAN | 100",
                "Bjørn Strauß | BJORN STRAUSS | 100",
                "Hajiya Aisha Bello | BELLO AISHA | 100",
                // More or less of the same.
                "Muhammad Bello | MOHAMMED BELLO | 95",
                "Muhammad Bello | MOHD BELLO | 95",
                "Fatima Usman | UTHMAN FATIMAH | 90",
                "Steven Eze | EZE STEPHEN | 95",
                "John Doe | DOE JOHN ADEWALE | 95",
                "Aisha Bello | BELLO AISHA HAUWA ZAINAB | 90",
                "Mohammed Sani | MUHAMMED SANI | 95",
                "Oluwaseun Adeyemi | OLUWASEUN ADEYEM | 95",
                "C. Okafor | OKAFOR CHINEDU | 85",
                "A. B. Okafor | OKAFOR ADAEZE BLESSING | 80",
                "Funmi Bello | FUNMI ADEOLA-BELLO | 95",
                // Somebody else, however alike.
                "Chinedu Okafor | EMEKA OKAFOR | 50",
                "Oluwaseun Adeyemi | OLUWASEYI ADEYEMI | 50",
                "Chukwuemeka Obi | CHUKWUEBUKA OBI | 50",
                "Chinedu Paul Okafor | NGOZI PAUL OKAFOR | 66",
                "Chinedu | CHINEDU OKAFOR | 45",
                "Tech Store Ltd | BOOK SHOP LTD | 0",
                "Ngozi Eze | MUSA IBRAHIM | 0",
                "Ada Obi | ADE OBI | 50",
                "Mahmud Bello | MUHAMMAD BELLO | 50",
                "Isa Musa | ISAH MOSES | 0",
                "Ann Obi | MARYANN OBI | 50",
                "Ade Williams | ADEWOLE WILLIAMS | 50",
                "Hassan Sani | HUSSAIN SANI | 50",
                "Umar Bello | USMAN BELLO | 50",
                "... | MUSA IBRAHIM | 0",
                "Ltd | Limited | 0",
            })
    void measuresHowWellNamesAgree(String one, String other, int score) {
        assertThat(NameMatch.score(one, other)).isEqualTo(score);
        assertThat(NameMatch.score(other, one)).as("the other way round").isEqualTo(score);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'', Musa", "'- -', '- -'"})
    void agreesInNothingWhereThereIsNothing(String one, String other) {
        assertThat(NameMatch.score(one, other)).isZero();
    }
}
