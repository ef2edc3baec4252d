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

import io.nats.client.support.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the server's status messages mean.
 */
class PullStatusTests {

	@ParameterizedTest
	@CsvSource({ "100, Idle Heartbeat, HEARTBEAT", "404, No Messages, ENDED", "408, Request Timeout, ENDED",
			"409, Batch Completed, ENDED", "409, Message Size Exceeds MaxBytes, ENDED",
			"409, Leadership Change, UNAVAILABLE", "409, Server Shutdown, UNAVAILABLE",
			"503, No Responders Available For Request, UNAVAILABLE", "409, Consumer Deleted, LOST",
			"409, Consumer is push based, LOST", "409, Exceeded MaxWaiting, REFUSED",
			"409, Exceeded MaxRequestBatch of 3, REFUSED", "400, Bad Request - Priority Group missing, REFUSED",
			"423, Nats-Wrong-Pin-Id, REFUSED", "409, something new, REFUSED" })
	void statusIsUnderstood(int code, String text, PullStatus expected) {
		assertThat(PullStatus.of(new Status(code, text))).isEqualTo(expected);
	}

	@Test
	void requestIsFoundInTheSubjectOfItsStatus() {
		assertThat(PullRequest.of("_INBOX.abc.17-250")).isEqualTo(new PullRequest(17, 250));
		assertThat(PullRequest.of("_INBOX.a-b.c")).isNull();
		assertThat(PullRequest.of("_INBOX.abc.x-y")).isNull();
		assertThat(new PullRequest(17, 250).token()).isEqualTo("17-250");
	}

}
