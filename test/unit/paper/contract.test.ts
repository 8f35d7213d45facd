import { orderGatewayContract, type GatewayBench } from '../../contract/orderGateway.js';
import { openPaper } from '../../support/trading/paper.js';
import { instrument } from '../../support/trading/risk.js';

const bench = (given: Parameters<typeof openPaper>[0]) => (): Promise<GatewayBench> => {
  const { gateway, price, close } = openPaper({ leverage: 20, ...given });
  return Promise.resolve({
    gateway,
    instrument: instrument(),
    // Partial fills take a price each.
    setPrice: (value) => {
      for (let times = 0; times < 40; times += 1) price(value);
      return Promise.resolve();
    },
    close: () => {
      close();
      return Promise.resolve();
    },
  });
};

orderGatewayContract('on paper, without costs', bench({}));

orderGatewayContract(
  'on paper, with costs and partial fills',
  bench({
    costs: {
      spreadRatio: 0.0004,
      maxSlippageRatio: 0.001,
      takerFeeRatio: 0.0005,
      makerFeeRatio: 0.0002,
      partialFillRatio: 0.8,
      rejectRatio: 0,
    },
  }),
);
