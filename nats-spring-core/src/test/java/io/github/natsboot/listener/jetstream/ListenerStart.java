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

import java.util.List;

import io.github.natsboot.core.NatsException;
import io.github.natsboot.listener.ListenerContext;
import io.github.natsboot.test.server.NatsTestServer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;

import org.springframework.context.ApplicationContextException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Starts applications that must not start.
 */
final class ListenerStart {

	private ListenerStart() {
	}

	/**
	 * Start an application with the stream and look at why that fails.
	 */
	static AbstractThrowableAssert<?, ?> assertThatStart(NatsTestServer server, Object... beans) {
		return assertThatThrownBy(() -> ListenerContext.start(server, List.of(OrdersStream.ORDERS), beans).close())
			.satisfies((failure) -> assertThat(failure).isInstanceOfAny(NatsException.class,
					ApplicationContextException.class))
			.extracting(ListenerStart::natsException, InstanceOfAssertFactories.THROWABLE);
	}

	/**
	 * What stops the start of a context is wrapped in an exception of the context's.
	 */
	private static Throwable natsException(Throwable failure) {
		Throwable cause = (failure instanceof NatsException) ? failure : failure.getCause();
		assertThat(cause).isInstanceOf(NatsException.class);
		return cause;
	}

}
