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

package io.github.natsboot.listener.error;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import io.github.natsboot.deadletter.DeadLetterReason;
import io.github.natsboot.listener.NonRetryableMessageException;
import io.github.natsboot.listener.RetryAfterException;
import io.github.natsboot.listener.UnreadableMessageException;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Decisions about failures.
 */
class RetryErrorHandlerTests {

	@Test
	void delaysGrowUpToTheLongest() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(5, Duration.ZERO));
		assertThat(List.of(1L, 2L, 3L, 4L, 5L).stream().map((attempt) -> delay(handler, attempt))).containsExactly(100L,
				200L, 400L, 800L, 1000L);
	}

	@Test
	void jitterKeepsTheDelayWithinItsBounds() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(5, Duration.ofMillis(20)));
		for (int i = 0; i < 200; i++) {
			assertThat(delay(handler, 1)).isBetween(80L, 120L);
			assertThat(delay(handler, 3)).isBetween(320L, 480L);
		}
	}

	@Test
	void lastAttemptIsADeadLetter() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(2, Duration.ZERO));
		assertThat(handler.handle(new IllegalStateException(), 2)).isInstanceOf(Outcome.Retry.class);
		assertThat(handler.handle(new IllegalStateException(), 3))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED));
	}

	@Test
	void withoutRetriesTheFirstFailureIsADeadLetter() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(0, Duration.ZERO));
		assertThat(handler.handle(new IllegalStateException(), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED));
	}

	@Test
	void unreadableMessageIsNotRetried() {
		assertThat(new RetryErrorHandler(RetrySettings.DEFAULTS)
			.handle(new UnreadableMessageException("no JSON", new IOException()), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.UNREADABLE));
	}

	@Test
	void programmingErrorIsNotRetriedWhereverItIsInTheCauses() {
		RetryErrorHandler handler = new RetryErrorHandler(RetrySettings.DEFAULTS);
		assertThat(handler.handle(new ClassCastException(), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
		assertThat(handler.handle(new IllegalStateException(new MessageConversionException("x")), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
	}

	@Test
	void programmingErrorThatIsIncludedByNameIsRetried() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(List.of(ClassCastException.class), List.of()));
		assertThat(handler.handle(new ClassCastException(), 1)).isInstanceOf(Outcome.Retry.class);
	}

	@Test
	void excludedExceptionIsNotRetriedEvenAsACause() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(List.of(), List.of(IOException.class)));
		assertThat(handler.handle(new UncheckedIOException(new IOException()), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
		assertThat(handler.handle(new IllegalStateException(), 1)).isInstanceOf(Outcome.Retry.class);
	}

	@Test
	void onlyIncludedExceptionsAreRetried() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(List.of(IOException.class), List.of()));
		assertThat(handler.handle(new UncheckedIOException(new IOException()), 1)).isInstanceOf(Outcome.Retry.class);
		assertThat(handler.handle(new IllegalStateException(), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
	}

	@Test
	void methodSaysWhenToTryAgainWhateverTheSettingsSay() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(List.of(), List.of(RuntimeException.class)));
		RetryAfterException later = new RetryAfterException(Duration.ofMinutes(5));
		assertThat(handler.handle(later, 1)).isEqualTo(new Outcome.Retry(Duration.ofMinutes(5)));
		assertThat(handler.handle(new IllegalStateException(later), 3))
			.isEqualTo(new Outcome.Retry(Duration.ofMinutes(5)));
		assertThat(handler.handle(later, 4)).isEqualTo(new Outcome.DeadLetter(DeadLetterReason.ATTEMPTS_EXHAUSTED));
	}

	@Test
	void timeThatIsTooLongOrNegativeIsBroughtIntoBounds() {
		RetryErrorHandler handler = new RetryErrorHandler(RetrySettings.DEFAULTS);
		assertThat(handler.handle(new RetryAfterException(Duration.ofDays(400)), 1))
			.isEqualTo(new Outcome.Retry(Duration.ofDays(1)));
		assertThat(handler.handle(new RetryAfterException(Duration.ofSeconds(-1)), 1))
			.isEqualTo(new Outcome.Retry(Duration.ZERO));
	}

	@Test
	void messageThatTheMethodSaysIsHopelessIsADeadLetterWhateverTheSettingsSay() {
		RetryErrorHandler handler = new RetryErrorHandler(settings(List.of(RuntimeException.class), List.of()));
		NonRetryableMessageException hopeless = new NonRetryableMessageException("no such customer");
		assertThat(handler.handle(hopeless, 1)).isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
		assertThat(handler.handle(new IllegalStateException(hopeless), 1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
	}

	@Test
	void ofTwoWishesTheOuterOneCounts() {
		RetryErrorHandler handler = new RetryErrorHandler(RetrySettings.DEFAULTS);
		assertThat(handler
			.handle(new RetryAfterException("x", Duration.ofSeconds(9), new NonRetryableMessageException("y")), 1))
			.isEqualTo(new Outcome.Retry(Duration.ofSeconds(9)));
		assertThat(handler.handle(new NonRetryableMessageException("x", new RetryAfterException(Duration.ofSeconds(9))),
				1))
			.isEqualTo(new Outcome.DeadLetter(DeadLetterReason.NOT_RETRYABLE));
	}

	@Test
	void causesThatGoRoundInACircleEndTheSearch() {
		IllegalStateException one = new IllegalStateException("one");
		IllegalStateException two = new IllegalStateException("two", one);
		one.initCause(two);
		assertThat(new RetryErrorHandler(RetrySettings.DEFAULTS).handle(one, 1)).isInstanceOf(Outcome.Retry.class);
	}

	@Test
	void settingsAreDescribedByTheirLadder() {
		assertThat(RetrySettings.DEFAULTS.describe()).isEqualTo("3 retries after 1s, 2s, 4s");
		assertThat(settings(0, Duration.ZERO).describe()).isEqualTo("no retries");
		assertThat(settings(1, Duration.ZERO).describe()).isEqualTo("1 retry after 100ms");
		assertThat(settings(100, Duration.ZERO).describe())
			.isEqualTo("100 retries after 100ms, 200ms, 400ms, 800ms, 1s, 1s, …");
	}

	@Test
	void settingsOutOfRangeAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> settings(-1, Duration.ZERO))
			.withMessageContaining("max-retries is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> settings(1, Duration.ofMillis(-1)))
			.withMessageContaining("jitter");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(1, Duration.ofSeconds(2), 2, Duration.ofSeconds(1), Duration.ZERO,
					List.of(), List.of()))
			.withMessageContaining("delay must not be above max-delay");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(1, Duration.ofDays(2), 2, Duration.ofDays(3), Duration.ZERO, List.of(),
					List.of()))
			.withMessageContaining("between 0 and 1 day");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RetrySettings(1, Duration.ofMillis(1), 0.5, Duration.ofSeconds(1), Duration.ZERO,
					List.of(), List.of()))
			.withMessageContaining("multiplier is 0.5");
	}

	private static long delay(RetryErrorHandler handler, long attempt) {
		return ((Outcome.Retry) handler.handle(new IllegalStateException(), attempt)).delay().toMillis();
	}

	private static RetrySettings settings(long maxRetries, Duration jitter) {
		return new RetrySettings(maxRetries, Duration.ofMillis(100), 2, Duration.ofSeconds(1), jitter, List.of(),
				List.of());
	}

	private static RetrySettings settings(List<Class<? extends Throwable>> includes,
			List<Class<? extends Throwable>> excludes) {
		return new RetrySettings(3, Duration.ofMillis(100), 2, Duration.ofSeconds(1), Duration.ZERO, includes,
				excludes);
	}

}
