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

package io.github.natsboot.support;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NatsMessageConverterTests {

	private final NatsMessageConverter converter = NatsMessageConverter.createDefault();

	@Test
	void bytesAreNotCopied() {
		byte[] bytes = { 1, 2 };
		assertThat(this.converter.encode(bytes).body()).isSameAs(bytes);
		assertThat(this.converter.encode(bytes).contentType()).isNull();
	}

	@Test
	void nothingIsAnEmptyBody() {
		assertThat(this.converter.encode(null).body()).isEmpty();
	}

	@Test
	void textIsUtf8WithoutQuotes() {
		EncodedPayload encoded = this.converter.encode("Grüße");
		assertThat(encoded.body()).isEqualTo("Grüße".getBytes(StandardCharsets.UTF_8));
		assertThat(encoded.contentType()).isNull();
	}

	@Test
	void anObjectIsJsonWithoutHeaders() {
		EncodedPayload encoded = this.converter.encode(new Order("1", new BigDecimal("2.50")));
		assertThat(encoded.body()).asString().isEqualTo("{\"id\":\"1\",\"amount\":2.50}");
		assertThat(encoded.contentType()).isNull();
	}

	@Test
	void whatCannotBeWrittenIsNamedButNotShown() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.encode(new Broken("secret")))
			.withMessageContaining(Broken.class.getName())
			.withMessageNotContaining("secret");
	}

	@Test
	void withoutJsonAnObjectIsRefusedWithAHint() {
		NatsMessageConverter plain = NatsMessageConverter.create(null, List.of());
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> plain.encode(new Order("1", BigDecimal.ONE)))
			.withMessageContaining(Order.class.getName())
			.withMessageContaining("Jackson");
	}

	@Test
	void aSpringMessageIsNoPayload() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.encode(new GenericMessage<>("x")));
	}

	@Test
	void anAdditionalConverterIsAskedFirstAndItsMediaTypeIsSent() {
		NatsMessageConverter additional = NatsMessageConverter.create(JsonMapper.builder().build(),
				List.of(new CsvConverter()));
		EncodedPayload encoded = additional.encode(new Order("1", BigDecimal.TEN));
		assertThat(encoded.body()).asString().isEqualTo("1;10");
		assertThat(encoded.contentType()).isEqualTo("application/csv");
		Message message = message("2;20", new Headers().add("Content-Type", "application/csv"));
		assertThat(additional.decode(message, Order.class)).isEqualTo(new Order("2", new BigDecimal("20")));
	}

	@Test
	void anAdditionalConverterForJsonLeavesTextAlone() {
		NatsMessageConverter additional = NatsMessageConverter.create(null, List.of(new JacksonJsonMessageConverter()));
		assertThat(additional.encode("hello").body()).asString().isEqualTo("hello");
		assertThat(additional.decode(message("hello", null), String.class)).isEqualTo("hello");
		EncodedPayload encoded = additional.encode(new Order("1", BigDecimal.ONE));
		assertThat(encoded.body()).asString().isEqualTo("{\"id\":\"1\",\"amount\":1}");
		assertThat(encoded.contentType()).isNull();
	}

	@Test
	void aBodyIsReadAsTheReaderWants() {
		Message message = message("{\"id\":\"1\",\"amount\":2.5,\"unknown\":true}", null);
		assertThat(this.converter.decode(message, Order.class)).isEqualTo(new Order("1", new BigDecimal("2.5")));
		assertThat(this.converter.decode(message, String.class)).asString().startsWith("{\"id\"");
		assertThat(this.converter.decode(message, byte[].class)).isSameAs(message.getData());
		assertThat(this.converter.decode(message, Message.class)).isSameAs(message);
	}

	@Test
	void genericTypesAreRead() {
		Type type = new ParameterizedTypeReference<List<Order>>() {
		}.getType();
		assertThat(this.converter.decode(message("[{\"id\":\"1\",\"amount\":1}]", null), type))
			.isEqualTo(List.of(new Order("1", BigDecimal.ONE)));
	}

	@Test
	void anEmptyBodyIsNothing() {
		assertThat(this.converter.decode(message("", null), Order.class)).isNull();
		assertThat(this.converter.toSpringMessage(message("", null)).getPayload()).isEmpty();
	}

	@Test
	void malformedJsonIsAConversionFailure() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.decode(message("{", null), Order.class));
		Type type = new ParameterizedTypeReference<List<Order>>() {
		}.getType();
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.decode(message("{", null), type))
			.withMessageContaining("Order");
	}

	@Test
	void aMediaTypeNobodyReadsIsNamed() {
		Message message = message("x", new Headers().add("Content-Type", "application/x-protobuf"));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.decode(message, Order.class))
			.withMessageContaining("application/x-protobuf")
			.withMessageContaining("Order");
		assertThat(this.converter.decode(message, String.class)).isEqualTo("x");
	}

	@Test
	void aMalformedMediaTypeDoesNotMakeAGoodBodyUnreadable() {
		Message message = message("{\"id\":\"1\",\"amount\":1}", new Headers().add("Content-Type", "///"));
		assertThat(this.converter.decode(message, Order.class)).isEqualTo(new Order("1", BigDecimal.ONE));
	}

	@Test
	void handlerMethodsGetGenericParameters() throws Exception {
		SmartMessageConverter payloads = this.converter.payloadConverter();
		MethodParameter parameter = new MethodParameter(getClass().getDeclaredMethod("handle", Map.class), 0);
		assertThat(payloads.fromMessage(
				this.converter.toSpringMessage(message("{\"a\":{\"id\":\"1\",\"amount\":1}}", null)), Map.class,
				parameter))
			.isEqualTo(Map.of("a", new Order("1", BigDecimal.ONE)));
	}

	@Test
	void payloadsBecomeSpringMessages() {
		org.springframework.messaging.Message<?> message = this.converter.payloadConverter().toMessage("x", null);
		assertThat(message.getPayload()).isEqualTo(new byte[] { 'x' });
	}

	@SuppressWarnings("unused")
	void handle(Map<String, Order> orders) {
	}

	private static Message message(String body, Headers headers) {
		return NatsMessage.builder().subject("a").headers(headers).data(body).build();
	}

	record Order(String id, BigDecimal amount) {

	}

	static final class Broken {

		private final String value;

		Broken(String value) {
			this.value = value;
		}

		public String getValue() {
			throw new IllegalStateException(this.value);
		}

	}

	static final class CsvConverter extends AbstractMessageConverter {

		CsvConverter() {
			super(new MimeType("application", "csv"));
			setStrictContentTypeMatch(false);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Order.class;
		}

		@Override
		protected Object convertFromInternal(org.springframework.messaging.Message<?> message, Class<?> targetClass,
				Object conversionHint) {
			String[] fields = new String((byte[]) message.getPayload(), StandardCharsets.UTF_8).split(";");
			return new Order(fields[0], new BigDecimal(fields[1]));
		}

		@Override
		protected Object convertToInternal(Object payload, org.springframework.messaging.MessageHeaders headers,
				Object conversionHint) {
			Order order = (Order) payload;
			return (order.id() + ";" + order.amount()).getBytes(StandardCharsets.UTF_8);
		}

	}

}
