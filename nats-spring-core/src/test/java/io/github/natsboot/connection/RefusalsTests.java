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

package io.github.natsboot.connection;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalsTests {

	private final Refusals refusals = new Refusals();

	@Test
	void errorsAboutCredentialsAreRefusals() {
		assertThat(new String[] { "Authorization Violation", "User Authentication Expired",
				"User Authentication Revoked", "Account Authentication Expired" })
			.allMatch(Refusals::isRefusal);
		assertThat(Refusals.isRefusal("Permissions Violation for Subscription to \"orders\"")).isFalse();
	}

	@Test
	void waitsGrowFromASecondToHalfAMinute() {
		long[] waits = IntStream.range(0, 60).mapToLong((i) -> refuse().toMillis()).toArray();
		assertThat(waits[0]).isBetween(1000L, 1200L);
		assertThat(waits[10]).isBetween(2000L, 3500L);
		assertThat(LongStream.of(waits)).allMatch((wait) -> wait >= 1000 && wait <= 30_000);
		assertThat(waits[59]).isGreaterThan(25_000);
		this.refusals.clear();
		assertThat(refuse()).isLessThan(Duration.ofMillis(1300));
		assertThat(this.refusals.count()).isEqualTo(61);
	}

	@Test
	void aRoundWithoutARefusalHasAnotherReason() {
		refuse();
		assertThat(this.refusals.reason()).isEqualTo("Authorization Violation");
		assertThat(this.refusals.nextWait()).isZero();
		assertThat(this.refusals.reason()).isNull();
	}

	private Duration refuse() {
		this.refusals.add("Authorization Violation");
		return this.refusals.nextWait();
	}

}
