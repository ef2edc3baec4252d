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

package io.github.natsboot.sample.order;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Reads what lies in a stream, where anybody can put anything.
 */
@Component
@Profile("order")
class MessageReader {

	private final JsonMapper jsonMapper;

	MessageReader(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	/**
	 * The order in a body, or {@code null} if there is none that can be shown.
	 */
	@Nullable Order order(byte[] body) {
		Order order = read(body, Order.class);
		return isUsable(order) ? order : null;
	}

	/**
	 * The verdict in a body, or {@code null} if there is none that can be shown.
	 */
	@Nullable FraudVerdict verdict(byte[] body) {
		FraudVerdict verdict = read(body, FraudVerdict.class);
		return (verdict != null && verdict.verdict() != null && isUsable(verdict.order())) ? verdict : null;
	}

	private <T> @Nullable T read(byte[] body, Class<T> type) {
		try {
			return this.jsonMapper.readValue(body, type);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static boolean isUsable(@Nullable Order order) {
		return order != null && order.id() != null && order.id().matches(Order.ID) && order.amount() != null;
	}

}
