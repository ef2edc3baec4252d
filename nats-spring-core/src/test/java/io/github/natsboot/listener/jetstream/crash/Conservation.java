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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The line of a report: what became of the messages of a scenario. Nothing is lost if
 * each that was stored was worked on, is a dead letter, or is still to come.
 *
 * @param scenario the scenario
 * @param crashes the number of processes that ended
 * @param stored the number of messages in the beginning
 * @param invocations how often the method was called
 * @param ok the number of messages that were worked on
 * @param duplicates how often one was worked on again
 * @param letters the number of messages that have a dead letter
 * @param letterPublishes how often a dead letter was published
 * @param pending the number of messages that are still to come
 * @param lost the number of messages that are none of these
 * @param phantom the number of messages that were worked on, or have a dead letter, and
 * were never stored
 * @param limbo the number of messages that the stream keeps, and nobody is given
 * @param faults all that is not as it should be, in words
 */
record Conservation(String scenario, long crashes, long stored, long invocations, long ok, long duplicates,
		long letters, long letterPublishes, long pending, long lost, long phantom, long limbo, List<String> faults) {

	private static final String ROW = "%-28s %7s %6s %11s %5s %4s %4s %7s %7s %4s %7s %5s %6s%n";

	/**
	 * One line for several.
	 */
	static Conservation sum(String scenario, Collection<Conservation> lines) {
		List<String> faults = new ArrayList<>();
		lines.forEach((line) -> faults.addAll(line.faults));
		return new Conservation(scenario, sum(lines, Conservation::crashes), sum(lines, Conservation::stored),
				sum(lines, Conservation::invocations), sum(lines, Conservation::ok),
				sum(lines, Conservation::duplicates), sum(lines, Conservation::letters),
				sum(lines, Conservation::letterPublishes), sum(lines, Conservation::pending),
				sum(lines, Conservation::lost), sum(lines, Conservation::phantom), sum(lines, Conservation::limbo),
				faults);
	}

	private static long sum(Collection<Conservation> lines, ToLongFunction<Conservation> column) {
		return lines.stream().mapToLong(column).sum();
	}

	/**
	 * The lines as a table.
	 */
	static String table(List<Conservation> lines) {
		StringBuilder table = new StringBuilder(String.format(ROW, "scenario", "crashes", "stored", "invocations", "ok",
				"dup", "dlq", "dlq_pub", "pending", "lost", "phantom", "limbo", "faults"));
		lines.forEach((line) -> table.append(String.format(ROW, line.scenario, line.crashes, line.stored,
				line.invocations, line.ok, line.duplicates, line.letters, line.letterPublishes, line.pending, line.lost,
				line.phantom, line.limbo, line.faults.size())));
		return table.toString();
	}

}
