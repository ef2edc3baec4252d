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

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			nats://alice:s3cr3t@host:4222                  | nats://host:4222
			to [nats://a:s3cr3t@h1, tls://b:s3cr3t@h2]     | to [nats://h1, tls://h2]
			nats://a:s3cr3t@h1,nats://b:s3cr3t@h2          | nats://h1,nats://h2
			nats://a:s3,cr3t@h1                            | nats://h1
			nats://a:s3@cr3t@h1                            | nats://h1
			nats://a:s3/cr3t@h1                            | nats://h1
			nats://s3cr3t@h1 [nats://s3cr3t@127.0.0.1]     | nats://h1 [nats://127.0.0.1]
			nats://host:4222 and mail@example.com          | nats://host:4222 and mail@example.com
			nothing to hide                                | nothing to hide
			""")
	void addressesInATextLoseTheirUserInformation(String text, String expected) {
		assertThat(Redaction.text(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "nats://u:p@h:1,nats://h:1", "u:p@h:1,h:1", "nats://h,nats://h", "u p@h,h" })
	void anAddressNeedNotBeValid(String address, String expected) {
		assertThat(Redaction.address(address)).isEqualTo(expected);
	}

	@Test
	void anExceptionWithoutUserInformationStaysTheSame() {
		IOException exception = new IOException("nats://host", new IllegalStateException("plain"));
		assertThat(Redaction.exception(exception)).isSameAs(exception);
	}

	@Test
	void aPasswordAnywhereInTheChainIsHidden() {
		IllegalStateException suppressed = new IllegalStateException("nats://u:s3cr3t@suppressed");
		IOException exception = new IOException("outer", new IllegalStateException("nats://u:s3cr3t@inner"));
		exception.addSuppressed(suppressed);
		Throwable redacted = Redaction.exception(exception);
		StringWriter trace = new StringWriter();
		redacted.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).contains("java.io.IOException: outer", "nats://inner", "RedactionTests.java")
			.doesNotContain("s3cr3t");
	}

}
