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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectAttemptsTests {

	private final ConnectAttempts attempts = new ConnectAttempts();

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void theReaderOfAnAttemptEndsIt() {
		this.attempts.begin();
		this.attempts.readerEnded(this.attempts.readerStarted());
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void anAttemptThatIsOverLeavesNoInterrupt() {
		this.attempts.begin();
		this.attempts.readerEnded(this.attempts.readerStarted());
		this.attempts.end();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void theReaderOfTheConnectionBeforeDoesNotEndAnAttempt() {
		this.attempts.begin();
		long before = this.attempts.readerStarted();
		this.attempts.end();
		this.attempts.begin();
		this.attempts.readerEnded(before);
		long reader = this.attempts.readerStarted();
		this.attempts.readerEnded(before);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.attempts.readerEnded(reader);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void aConnectionThatIsLostInterruptsNobody() {
		this.attempts.begin();
		long reader = this.attempts.readerStarted();
		this.attempts.end();
		this.attempts.readerEnded(reader);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

}
