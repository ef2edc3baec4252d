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

package io.github.natsboot.sample.fraud;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.natsboot.sample.api.FraudVerdict;
import io.github.natsboot.sample.api.Order;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * Counts how often the rules judge each order.
 */
public class ScreeningCounter {

	private final Map<String, Integer> screenings = new ConcurrentHashMap<>();

	@Bean
	@Primary
	FraudRules countingRules() {
		return new FraudRules() {

			@Override
			FraudVerdict judge(Order order, FraudScore score) {
				ScreeningCounter.this.screenings.merge(order.id(), 1, Integer::sum);
				return super.judge(order, score);
			}

		};
	}

	public int of(String id) {
		return this.screenings.getOrDefault(id, 0);
	}

	public int total() {
		return this.screenings.values().stream().mapToInt(Integer::intValue).sum();
	}

	public long moreThanOnce() {
		return this.screenings.values().stream().filter((count) -> count > 1).count();
	}

}
