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

package io.github.natsboot.test.server;

import java.io.ByteArrayInputStream;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerLog}.
 */
class ServerLogTests {

	private final ServerLog log = new ServerLog(3);

	@Test
	void theLastLinesAreKept() throws InterruptedException {
		this.log.follow(new ByteArrayInputStream("1\n2\n3\n4".getBytes(UTF_8)), "test").join();
		assertThat(this.log).hasToString("2\n3\n4");
	}

	@Test
	void linesSinceAMarkAreThoseAddedAfterIt() {
		this.log.add("1");
		long mark = this.log.mark();
		assertThat(this.log.since(mark)).isEmpty();
		this.log.add("2");
		assertThat(this.log.since(mark)).containsExactly("2");
	}

	@Test
	void linesSinceAMarkLeaveOutThoseThatAreGone() {
		long mark = this.log.mark();
		for (int i = 1; i <= 5; i++) {
			this.log.add(String.valueOf(i));
		}
		assertThat(this.log.since(mark)).containsExactly("3", "4", "5");
	}

}
