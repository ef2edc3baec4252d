/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.core;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SubjectsTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "orders", "orders.created", "a.b.c.d.e.f", "Orders-1_2", "a$b", "a.$b", "_INBOXES.a",
			"a._INBOX.b", "%", "orders.%C3%A4", "a=b", "a/b", "a:b", "a,b", "\"a\"", "{a}", "1", "~" })
	void literalSubjectsAreLetThrough(String subject) {
		assertThat(Subjects.requireLiteral(subject)).isSameAs(subject);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "..", "...", "a.", ".a", "a..b", "a...b", "a.b.", ".a.b", "a b", " a", "a ",
			"a. b", "a.b c.d", "a\tb", "\ta", "a\n", "a\r\nb", "a\u0000", "\u0000", "a\u0001b", "a\u001Fb", "a\u007F",
			"a\u000B", "*", ">", "a.*", "*.a", "a.>", "a.*.b", "a.b*", "*a", "a>b", "a.>.b", "orders.>", "ä", "a.ö",
			"a\u00A0b", "a\u2028b", "日本", "a.😀", "a\u0080", "a\u200B", "$JS.API.INFO", "$SYS.REQ", "$", "$KV.b.k",
			"_INBOX.a", "_INBOX.a.b" })
	void everythingElseIsRefused(String subject) {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> Subjects.requireLiteral(subject));
	}

	@Test
	void nothingIsRefused() {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> Subjects.requireLiteral(null, false))
			.withMessage("Subject must not be empty");
	}

	@ParameterizedTest
	@CsvSource({ "a..b,2", "'a b',1", "orders.*,7", "ab.>,3", "a.,2", ".a,0", "$JS,0", "a.bä,3" })
	void theExceptionSaysWhere(String subject, int position) {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> Subjects.requireLiteral(subject))
			.satisfies((ex) -> assertThat(ex.getPosition()).isEqualTo(position))
			.withMessageContaining(String.valueOf(position));
	}

	@Test
	void theExceptionShowsNoCharacterThatCouldForgeALogLine() {
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> Subjects.requireLiteral("a\nWARN forged" + "x".repeat(500)))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n").hasSizeLessThan(220));
	}

	@ParameterizedTest
	@ValueSource(strings = { "$JS.API.INFO", "_INBOX.a.b" })
	void reservedSubjectsAreLetThroughOnPurpose(String subject) {
		assertThat(Subjects.requireLiteral(subject, true)).isSameAs(subject);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "*", ">", "a.*", "a.>", "*.*", "*.>", "a.*.b", "$JS.EVENT.ADVISORY.>", "_INBOX.a.*" })
	void patternsAreLetThrough(String pattern) {
		assertThat(Subjects.requirePattern(pattern)).isSameAs(pattern);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "a.", ".a", "a..b", "a b", "a*", "*a", "a.*b", "**", "a.>.b", ">.a", ">>",
			"a>", "a.b>", "a\nb", "ä.*", "a.*.", "*.>.*" })
	void whatIsNoPatternIsRefused(String pattern) {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> Subjects.requirePattern(pattern));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ORDERS", "orders-1", "a_b", "A1", "$a", "_INBOX" })
	void namesAreLetThrough(String name) {
		assertThat(Subjects.requireName("stream", name)).isSameAs(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a.b", "a*", ">", "a/b", "a\\b", "a b", "a\tb", "ä", "a\u0000" })
	void whatIsNoNameIsRefused(String name) {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> Subjects.requireName("durable", name))
			.withMessageStartingWith("Name of durable");
	}

	@Test
	void aNameEndsWhereTheServersLimitIs() {
		assertThat(Subjects.requireName("stream", "a".repeat(255))).hasSize(255);
		assertThatExceptionOfType(InvalidSubjectException.class)
			.isThrownBy(() -> Subjects.requireName("stream", "a".repeat(256)))
			.withMessageContaining("longer than 255");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a.b", "*", ">", "a b", "a\r\nPUB x 0", "$JS", "_INBOX", "_INBOX.x", "äöü", "日本",
			"😀", "%", "%%", "%41", "100%", "user@example.com", "a/b\\c" })
	void aTokenOfAnyTextIsSafeAndGivesTheTextBack(String untrusted) {
		String token = Subjects.token(untrusted);
		assertThat(Subjects.requireLiteral(token)).doesNotContain(".");
		assertThat(Subjects.requireLiteral("users." + token + ".created")).contains(token);
		assertThat(Subjects.text(token)).isEqualTo(untrusted);
	}

	@Test
	void plainTextIsItsOwnToken() {
		assertThat(Subjects.token("Customer-42_a~b=c+d@e")).isEqualTo("Customer-42_a~b=c+d@e");
	}

	@ParameterizedTest
	@ValueSource(strings = { "%4", "a%", "%G0", "a.b", "a b", "%4G" })
	void whatIsNoTokenGivesNoText(String token) {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> Subjects.text(token));
	}

	@ParameterizedTest
	@CsvSource({ "a,a,true", "a,b,false", "a.b,a.b,true", "a.b,a,false", "a,a.b,false", "*,a,true", "*,a.b,false",
			">,a,true", ">,a.b.c,true", "a.>,a,false", "a.>,a.b,true", "a.>,a.b.c,true", "a.*,a.b,true",
			"a.*,a.b.c,false", "*.b,a.b,true", "*.b,a.c,false", "a.*.c,a.b.c,true", "a.*.>,a.b,false",
			"a.*.>,a.b.c,true", "ab,a,false", "a,ab,false", "a,*,false", "a.b,a.*,false" })
	void aPatternMatchesWhatTheServerWouldDeliver(String pattern, String subject, boolean expected) {
		assertThat(Subjects.matches(pattern, subject)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "a,a,true", "a,b,false", "a.*,*.b,true", "a.*,b.*,false", "a.>,a.b.c,true", "a.>,*.b,true",
			"a.>,a,false", ">,a.b,true", "*,a.b,false", "*.*,a.>,true", "a.*.c,a.b.*,true", "a.*.c,a.b.d,false",
			"a.b.>,a.c.>,false", "orders.*,orders.created.eu,false", ">,>,true", "*,>,true" })
	void overlapIsSymmetric(String left, String right, boolean expected) {
		assertThat(Subjects.overlap(left, right)).isEqualTo(expected);
		assertThat(Subjects.overlap(right, left)).isEqualTo(expected);
	}

}
