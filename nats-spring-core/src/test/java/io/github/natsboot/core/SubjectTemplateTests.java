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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Names in subjects.
 */
class SubjectTemplateTests {

	@Test
	void namedTokensAreWildcardsToTheServer() {
		SubjectTemplate template = SubjectTemplate.parse("sensor.{site}.*.{device-id}.temperature");
		assertThat(template.pattern()).isEqualTo("sensor.*.*.*.temperature");
		assertThat(template.names()).containsExactly("site", "device-id");
		assertThat(template).hasToString("sensor.{site}.*.{device-id}.temperature");
	}

	@Test
	void namedTokensAreTakenFromTheSubject() {
		SubjectTemplate template = SubjectTemplate.parse("sensor.{site}.*.{device}.>");
		assertThat(template.matches("sensor.oslo.roof.7.temperature.max")).isTrue();
		assertThat(template.variables("sensor.oslo.roof.7.temperature.max"))
			.isEqualTo(Map.of("site", "oslo", "device", "7"));
		assertThat(SubjectTemplate.parse("{only}").variables("token")).isEqualTo(Map.of("only", "token"));
	}

	@Test
	void patternsWithoutNamesAreTemplatesToo() {
		SubjectTemplate template = SubjectTemplate.parse("order.>");
		assertThat(template.pattern()).isEqualTo("order.>");
		assertThat(template.names()).isEmpty();
		assertThat(template.variables("order.created")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "a.{b}c.d, not around a whole token, 2", "a.b}.c, not around a whole token, 2",
			"a.{}.c, around what is no name, 2", "a.{1}, around what is no name, 2",
			"a.{b c}, around what is no name, 2", "{a}.b.{a}, uses the name 'a' twice, 6", "{a}..b, empty token, 2",
			"{a}.b*, not a whole token, 3" })
	void mistakesAreToldWithTheirPosition(String text, String reason, int position) {
		assertThatExceptionOfType(InvalidSubjectException.class).isThrownBy(() -> SubjectTemplate.parse(text))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.getPosition()).isEqualTo(position));
	}

}
