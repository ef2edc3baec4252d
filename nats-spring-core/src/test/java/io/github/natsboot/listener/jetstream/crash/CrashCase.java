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

package io.github.natsboot.listener.jetstream.crash;

import java.util.List;
import java.util.Locale;

import io.github.natsboot.listener.jetstream.crash.Crash.Breakage;
import io.github.natsboot.listener.jetstream.crash.CrashPoint.Course;

/**
 * A message and the ends of the processes that work on it, one after the other. There is
 * one of it in each of {@link #STREAMS}, behind a durable consumer of its own.
 *
 * @param durable the durable consumer
 * @param order the message, see {@link #order(Course, int)}
 * @param crashes the processes that end
 * @param neighbours the number of good messages behind it; as many are before it
 */
record CrashCase(String durable, String order, List<Crash> crashes, int neighbours) {

	/**
	 * The streams, one for each retention, named after it.
	 */
	static final List<String> STREAMS = List.of("LIMITS", "INTEREST", "WORKQUEUE");

	/**
	 * A message that nothing is wrong with.
	 */
	static final String GOOD = "good";

	/**
	 * One process that ends at a point.
	 */
	static CrashCase of(CrashPoint point, int attempt, Breakage breakage) {
		return new CrashCase(point.name().toLowerCase(Locale.ROOT) + "-" + attempt, order(point.course(), attempt),
				List.of(new Crash(point, attempt, breakage)), 2);
	}

	/**
	 * A message that takes a course at an attempt, after the ones before have failed.
	 */
	static String order(Course course, int attempt) {
		return course + ":" + attempt;
	}

	boolean endsAsDeadLetter() {
		return this.order.startsWith(Course.DEAD_LETTER.name());
	}

	static String subject(String stream, String durable) {
		return stream.toLowerCase(Locale.ROOT) + "." + durable;
	}

	static String resultSubject(String stream, String durable) {
		return "result." + stream + "." + durable;
	}

	static String letterSubject(String stream, String durable) {
		return "dlq." + stream + "." + durable;
	}

}
