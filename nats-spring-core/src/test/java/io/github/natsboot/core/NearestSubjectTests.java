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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NearestSubjectTests {

	@ParameterizedTest
	@CsvSource({ "order.created,orders.>,orders.created", "orders.craeted,orders.created,orders.created",
			"Orders.created,orders.*,orders.created", "ordres.eu.created,orders.*.created,orders.eu.created",
			"oders.a.b.c,orders.>,orders.a.b.c" })
	void aSlipOfThePenIsFound(String subject, String pattern, String nearest) {
		assertThat(NearestSubject.find(subject, List.of(List.of("payments.>", pattern)))).isEqualTo(nearest);
	}

	@ParameterizedTest
	@CsvSource({ "order.created,payments.>", "orders,orders.>", "orders.a.b,orders.*", "a,>", "a.b,*.*",
			"x.created,orders.*" })
	void whatIsFarIsNotSuggested(String subject, String pattern) {
		assertThat(NearestSubject.find(subject, List.of(List.of(pattern)))).isNull();
	}

	@Test
	void withoutStreamsThereIsNothingNear() {
		assertThat(NearestSubject.find("a", List.of())).isNull();
	}

}
