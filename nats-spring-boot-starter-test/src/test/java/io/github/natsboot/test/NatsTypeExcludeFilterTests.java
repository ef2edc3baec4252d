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

package io.github.natsboot.test;

import java.io.IOException;

import io.github.natsboot.autoconfigure.NatsOptionsCustomizer;
import io.github.natsboot.test.app.Billing;
import io.github.natsboot.test.app.Ledger;
import io.github.natsboot.test.app.Orders;
import io.github.natsboot.test.app.Upper;
import io.nats.client.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.jackson.JacksonComponent;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which components a slice has.
 */
class NatsTypeExcludeFilterTests {

	private final MetadataReaderFactory readers = new SimpleMetadataReaderFactory();

	@ParameterizedTest
	@ValueSource(classes = { Orders.class, Upper.class, Json.class, Mapping.class, Connecting.class })
	void whatIsAskedForAndWhatBelongsToTheMessagingIsThere(Class<?> component) throws Exception {
		assertThat(isExcluded(Slice.class, component)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { Billing.class, Ledger.class })
	void otherComponentsAreNot(Class<?> component) throws Exception {
		assertThat(isExcluded(Slice.class, component)).isTrue();
	}

	@Test
	void withoutTheDefaultFiltersOnlyWhatIsIncludedIsThere() throws Exception {
		assertThat(isExcluded(Filtered.class, Ledger.class)).isFalse();
		assertThat(isExcluded(Filtered.class, Orders.class)).isTrue();
		assertThat(isExcluded(Filtered.class, Upper.class)).isTrue();
	}

	private boolean isExcluded(Class<?> testClass, Class<?> component) throws IOException {
		return new NatsTypeExcludeFilter(testClass).match(this.readers.getMetadataReader(component.getName()),
				this.readers);
	}

	@NatsTest(Orders.class)
	static class Slice {

	}

	@NatsTest(listeners = Orders.class, useDefaultFilters = false,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Ledger.class))
	static class Filtered {

	}

	@JacksonComponent
	static class Json {

	}

	static class Mapping implements JsonMapperBuilderCustomizer {

		@Override
		public void customize(JsonMapper.Builder builder) {
		}

	}

	static class Connecting implements NatsOptionsCustomizer {

		@Override
		public void customize(Options.Builder options) {
		}

	}

}
