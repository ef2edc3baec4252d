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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.natsboot.listener.jetstream.OrdersStream;
import io.github.natsboot.listener.jetstream.crash.Crash.Breakage;
import io.github.natsboot.listener.jetstream.crash.CrashPoint.Course;
import io.github.natsboot.test.server.NatsTestServer;
import io.github.natsboot.test.server.WithNatsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes end at every point on the way of a message, at every attempt, with every
 * retention, and each message is accounted for.
 */
@WithNatsServer
class CrashMatrixIT {

	private final NatsTestServer server;

	@TempDir
	private Path directory;

	CrashMatrixIT(NatsTestServer server) {
		this.server = server;
	}

	@AfterEach
	void removeStreams() throws Exception {
		OrdersStream.removeAll(this.server);
	}

	@Test
	void nothingIsLostWhereverAProcessEnds() throws Exception {
		List<CrashCase> cases = new ArrayList<>();
		for (CrashPoint point : CrashPoint.values()) {
			point.attempts().forEach((attempt) -> cases.add(CrashCase.of(point, attempt, Breakage.NONE)));
		}
		List<List<Conservation>> lines = run(cases);
		List<Conservation> table = new ArrayList<>();
		for (CrashPoint point : CrashPoint.values()) {
			table.add(Conservation.sum(point.name(),
					IntStream.range(0, cases.size())
						.filter((i) -> cases.get(i).crashes().get(0).point() == point)
						.mapToObj(lines::get)
						.flatMap(List::stream)
						.toList()));
		}
		for (int i = 0; i < CrashCase.STREAMS.size(); i++) {
			int stream = i;
			table.add(Conservation.sum("retention " + CrashCase.STREAMS.get(i),
					lines.stream().map((line) -> line.get(stream)).toList()));
		}
		System.out.println(Conservation.table(table));
		assertThat(lines).allSatisfy((line) -> assertThat(line).allSatisfy(CrashMatrixIT::assertNothingLost));
	}

	@Test
	void messageOverWhichEachProcessEndsIsADeadLetterUnseen() throws Exception {
		List<Crash> crashes = List.of(new Crash(CrashPoint.METHOD_BEGUN, 1, Breakage.NONE),
				new Crash(CrashPoint.METHOD_BEGUN, 2, Breakage.NONE),
				new Crash(CrashPoint.METHOD_BEGUN, 3, Breakage.NONE),
				new Crash(CrashPoint.METHOD_BEGUN, 4, Breakage.NONE),
				new Crash(CrashPoint.CONFIRMATION_ON_WIRE, 5, Breakage.NONE));
		List<Conservation> lines = run(
				List.of(new CrashCase("each", CrashCase.order(Course.DEAD_LETTER, 3), crashes, 0)))
			.get(0);
		System.out.println(Conservation.table(lines));
		assertThat(lines).allSatisfy((line) -> {
			assertNothingLost(line);
			assertThat(line.letters()).isEqualTo(1);
			assertThat(line.invocations()).isEqualTo(4);
		});
	}

	@Test
	void checkerFindsWhatABrokenContainerLoses() throws Exception {
		List<CrashCase> cases = List.of(CrashCase.of(CrashPoint.METHOD_BEGUN, 1, Breakage.ACK_BEFORE_INVOKE),
				CrashCase.of(CrashPoint.BEFORE_LETTER, 1, Breakage.SETTLE_BEFORE_PUBLISH),
				CrashCase.of(CrashPoint.LETTER_CONFIRMED, 1, Breakage.NEW_ID_EACH_TIME));
		List<List<Conservation>> lines = run(cases);
		List<Conservation> table = lines.stream().flatMap(List::stream).toList();
		System.out.println("A container that acknowledges before it invokes, one that settles before it publishes, "
				+ "and one whose dead letters have new ids:");
		System.out.println(Conservation.table(table));
		table.forEach((line) -> line.faults().forEach(System.out::println));
		assertThat(lines.get(0)).allSatisfy((line) -> assertThat(line.lost()).isPositive());
		assertThat(lines.get(1)).allSatisfy((line) -> assertThat(line.lost()).isPositive());
		assertThat(lines.get(2))
			.allSatisfy((line) -> assertThat(line.faults()).anyMatch((fault) -> fault.contains("different ids"))
				.anyMatch((fault) -> fault.contains("2 dead letters")));
	}

	private List<List<Conservation>> run(List<CrashCase> cases) throws Exception {
		try (CrashRun run = new CrashRun(this.server, this.directory)) {
			return run.run(cases);
		}
	}

	private static void assertNothingLost(Conservation line) {
		assertThat(line.faults()).as(line.scenario()).isEmpty();
		assertThat(line.ok() + line.letters() + line.pending()).as(line.scenario()).isEqualTo(line.stored());
		assertThat(Arrays.asList(line.pending(), line.lost(), line.phantom(), line.limbo())).as(line.scenario())
			.containsOnly(0L);
	}

}
