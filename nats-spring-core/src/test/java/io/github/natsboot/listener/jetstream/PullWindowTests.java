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

package io.github.natsboot.listener.jetstream;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many messages to ask for.
 */
class PullWindowTests {

	@Test
	void asksForAFullWindowAndAgainWhenHalfOfItIsUsedUp() {
		PullWindow window = new PullWindow(1, 100, Duration.ofSeconds(30));
		assertThat(window.claim()).isEqualTo(100);
		assertThat(window.claim()).isZero();
		begin(window, 49);
		assertThat(window.claim()).isZero();
		begin(window, 1);
		assertThat(window.claim()).isEqualTo(50);
	}

	@Test
	void windowOfOneIsAskedForEachTime() {
		PullWindow window = new PullWindow(1, 1, Duration.ofSeconds(30));
		assertThat(window.claim()).isEqualTo(1);
		assertThat(window.claim()).isZero();
		begin(window, 1);
		assertThat(window.claim()).isEqualTo(1);
	}

	@Test
	void quickMethodGetsTheLargestWindow() {
		PullWindow window = new PullWindow(1, null, Duration.ofSeconds(30));
		work(window, Duration.ofNanos(20_000));
		assertThat(window.size()).isEqualTo(PullWindow.MAX_SIZE);
	}

	@Test
	void batchesAreAskedForInFullHoweverSlowTheyAre() {
		PullWindow window = new PullWindow(2, 100, null, Duration.ofSeconds(30));
		assertThat(window.size()).isEqualTo(200);
		work(window, Duration.ofSeconds(1));
		assertThat(window.size()).isEqualTo(200);
	}

	@Test
	void slowMethodGetsAWindowThatItWorksOffWithinASecond() {
		PullWindow window = new PullWindow(4, null, Duration.ofSeconds(30));
		work(window, Duration.ofMillis(100));
		assertThat(window.size()).isEqualTo(40);
	}

	@Test
	void shortAckWaitMakesTheWindowSmaller() {
		PullWindow window = new PullWindow(1, null, Duration.ofSeconds(2));
		work(window, Duration.ofMillis(10));
		assertThat(window.size()).isEqualTo(50);
	}

	@Test
	void verySlowMethodStillGetsAMessageForEachThread() {
		PullWindow window = new PullWindow(8, null, Duration.ofSeconds(30));
		work(window, Duration.ofSeconds(60));
		assertThat(window.size()).isEqualTo(8);
	}

	@Test
	void fixedWindowDoesNotMove() {
		PullWindow window = new PullWindow(1, 7, Duration.ofSeconds(30));
		work(window, Duration.ofSeconds(60));
		assertThat(window.size()).isEqualTo(7);
	}

	@Test
	void requestsThatEndEmptyAreAskedForAgain() {
		PullWindow window = new PullWindow(1, 10, Duration.ofSeconds(30));
		window.claim();
		window.ended(10);
		assertThat(window.claim()).isEqualTo(10);
	}

	@Test
	void countNeverFallsBelowZero() {
		PullWindow window = new PullWindow(1, 10, Duration.ofSeconds(30));
		begin(window, 3);
		window.ended(5);
		assertThat(window.outstanding()).isZero();
		assertThat(window.claim()).isEqualTo(10);
	}

	@Test
	void whatIsHereCountsAfterAReset() {
		PullWindow window = new PullWindow(1, 10, Duration.ofSeconds(30));
		window.claim();
		window.reset(4);
		assertThat(window.claim()).isEqualTo(6);
	}

	private static void begin(PullWindow window, int count) {
		for (int i = 0; i < count; i++) {
			window.begun();
		}
	}

	private static void work(PullWindow window, Duration time) {
		for (int i = 0; i < 100; i++) {
			window.worked(time.toNanos());
		}
	}

}
