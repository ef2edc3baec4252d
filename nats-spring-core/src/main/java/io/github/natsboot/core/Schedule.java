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

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.github.natsboot.support.NatsHeaders;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * When a message is delivered, in the form of ADR-51.
 *
 * @param pattern makes the schedule at the moment the message is sent
 * @param zone the time zone of a cron schedule, or {@code null} for UTC
 */
record Schedule(Supplier<String> pattern, @Nullable ZoneId zone) {

	private static final int CRON_FIELDS = 6;

	private static final Set<String> NAMED = Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily",
			"@midnight", "@hourly");

	static Schedule at(Instant time) {
		return new Schedule(() -> "@at " + time, null);
	}

	static Schedule after(Duration delay) {
		Assert.isTrue(!delay.isNegative(), "'delay' must not be negative");
		return new Schedule(() -> "@at " + Instant.now().plus(delay).truncatedTo(ChronoUnit.MILLIS), null);
	}

	static Schedule every(Duration interval) {
		long millis = interval.toMillis();
		Assert.isTrue(millis >= 1000 && interval.equals(Duration.ofMillis(millis)),
				"'interval' must be at least 1 second, in whole milliseconds");
		return new Schedule(() -> "@every " + millis + "ms", null);
	}

	static Schedule cron(String expression, @Nullable ZoneId zone) {
		String trimmed = expression.strip();
		boolean named = NAMED.contains(trimmed.toLowerCase(Locale.ROOT));
		Assert.isTrue(named || (!trimmed.startsWith("@") && trimmed.split("\\s+").length == CRON_FIELDS),
				() -> "'" + expression + "' is no cron expression: it has 6 fields (second, minute, hour, day of "
						+ "month, month, day of week), or is one of @hourly, @daily, @weekly, @monthly and @yearly");
		Assert.isTrue(!(zone instanceof ZoneOffset) || zone.equals(ZoneOffset.UTC),
				"'zone' must have a name, such as Europe/Amsterdam: the server knows no fixed offsets");
		return new Schedule(() -> trimmed, ZoneOffset.UTC.equals(zone) ? null : zone);
	}

	/**
	 * Writes the headers.
	 * @param headers the headers of the message that holds the schedule
	 * @param target the subject it is delivered to
	 */
	void write(Headers headers, String target) {
		headers.put(NatsHeaders.SCHEDULE, this.pattern.get());
		headers.put(NatsHeaders.SCHEDULE_TARGET, target);
		if (this.zone != null) {
			headers.put(NatsHeaders.SCHEDULE_TIME_ZONE, this.zone.getId());
		}
	}

}
